namespace Derp.Kv.Coordination.Combining;

/// <summary>How a backend asks for permits.</summary>
internal interface IPermitTransport
{
    /// <inheritdoc cref="Combiner{TCall,TReply}.IsOneServer"/>
    bool IsOneServer { get; }

    /// <inheritdoc cref="Combiner{TCall,TReply}.EndsInTime"/>
    bool EndsInTime { get; }

    /// <summary>Asks by a script of its own.</summary>
    /// <param name="key">It is not written to.</param>
    /// <param name="request">Checked.</param>
    /// <param name="isCounted">Whether it was sent at once: then <see cref="Combiner{TCall,TReply}.Arrived"/> is called when it has its reply.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RateLimitResult> AcquireAloneAsync(ReadOnlyMemory<byte> key, PermitRequest request, bool isCounted, CancellationToken cancellationToken);

    /// <summary>Asks by one script. What it returns is each call's result, or its failure.</summary>
    Task<PermitAnswer[]> AcquireTogether(byte[][] keys, PermitRequest[] requests);

    /// <summary>Whether the server has refused the script before it began.</summary>
    Refusal RefusalBy(Exception exception);
}

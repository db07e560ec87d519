namespace Derp.Kv.Coordination.Combining;

/// <summary>How a backend sends reads.</summary>
internal interface IReadTransport
{
    /// <inheritdoc cref="Combiner{TCall,TReply}.IsOneServer"/>
    bool IsOneServer { get; }

    /// <inheritdoc cref="Combiner{TCall,TReply}.EndsInTime"/>
    bool EndsInTime { get; }

    /// <summary>Reads one key by a command of its own.</summary>
    /// <param name="key">It is not written to.</param>
    /// <param name="isCounted">Whether it was sent at once: then <see cref="Combiner{TCall,TReply}.Arrived"/> is called when it has its reply.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StoredBytes?> ReadAloneAsync(byte[] key, bool isCounted, CancellationToken cancellationToken);

    /// <summary>Reads several keys by one command.</summary>
    Task<byte[]?[]> ReadTogether(byte[][] keys);

    /// <summary>Whether the server has refused to read several keys at once.</summary>
    Refusal RefusalBy(Exception exception);
}

namespace Derp.Kv.Coordination.Combining;

/// <summary>A read of one key, or of several that belong together.</summary>
internal interface IPendingRead : ICombinedCall
{
    /// <summary>How many keys it reads.</summary>
    int Count { get; }

    /// <summary>Writes its keys to the start of a command's.</summary>
    void WriteTo(Span<byte[]> keys);

    /// <summary>Ends it with its values.</summary>
    void Take(ReadOnlySpan<byte[]?> values);

    /// <summary>Reads by a command of its own.</summary>
    ValueTask SendAloneAsync(IReadTransport transport);
}

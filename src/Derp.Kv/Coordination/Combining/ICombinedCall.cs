namespace Derp.Kv.Coordination.Combining;

/// <summary>A call that waits for its part of a command's reply.</summary>
internal interface ICombinedCall
{
    /// <summary>When its caller asked, as a timestamp of the client's clock.</summary>
    long AskedAt { get; set; }

    /// <summary>Whether nothing waits for it any more.</summary>
    bool IsSettled { get; }

    /// <summary>Ends it, unless it has ended.</summary>
    void Fail(Exception exception);
}

namespace Derp.Kv.Coordination;

/// <summary>Is told of changes of a circuit breaker, outside its lock.</summary>
internal interface IBreakerReport
{
    /// <summary>It has opened or closed.</summary>
    void Changed(bool open);

    /// <summary>Another call has failed while it was open.</summary>
    void StillOpen();
}

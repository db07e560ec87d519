namespace Derp.Kv;

/// <summary>What an idempotent call does when the store cannot be asked whether it is the first.</summary>
public enum IdempotencyUnavailable
{
    /// <summary>Throws <see cref="KvUnavailableException"/>; the body does not run.</summary>
    Throw,

    /// <summary>Runs the body without protection from duplicate calls.</summary>
    Run,
}

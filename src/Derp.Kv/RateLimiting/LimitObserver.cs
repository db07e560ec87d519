using Derp.Kv.Coordination;

namespace Derp.Kv.RateLimiting;

/// <summary>
/// Is told the decisions of the limiters that are asked in its flow. The framework's middleware keeps their leases to itself, and an
/// answer has to say what they decided.
/// </summary>
internal abstract class LimitObserver
{
    private static readonly AsyncLocal<LimitObserver?> s_current = new();

    public static LimitObserver? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public abstract void Note(string name, in PermitRequest request, in RateLimitResult result);
}

using System.Collections.Concurrent;
using System.Text;

namespace Derp.Kv.AspNetCore.Limits;

/// <summary>The members of <c>RateLimit-Policy</c>, which are the same for most answers.</summary>
internal static class PolicyText
{
    // Settings can be those of each caller; beyond this the text is made each time.
    private const int Most = 1_000;

    private static readonly ConcurrentDictionary<(string Name, long Limit, TimeSpan Window), string> s_known = new();
    private static int s_count;

    public static string Of(in LimitDecision decision)
    {
        var key = (decision.Name, decision.Result.Limit, decision.Request?.Window ?? TimeSpan.Zero);
        if (s_known.TryGetValue(key, out var text))
            return text;
        text = Make(key.Name, key.Limit, key.Item3);
        if (Volatile.Read(ref s_count) < Most && s_known.TryAdd(key, text))
            Interlocked.Increment(ref s_count);
        return text;
    }

    // A window that is not of whole seconds cannot be told, nor one that is not known.
    private static string Make(string name, long limit, TimeSpan window)
    {
        var text = new StringBuilder().AppendString(name).AppendParameter('q', limit);
        if (window > TimeSpan.Zero && window.Ticks % TimeSpan.TicksPerSecond == 0)
            text.AppendParameter('w', window.Ticks / TimeSpan.TicksPerSecond);
        return text.ToString();
    }
}

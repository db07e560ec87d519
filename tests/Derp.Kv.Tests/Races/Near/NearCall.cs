namespace Derp.Kv.Tests.Races.Near;

/// <summary>One call, and what it may be answered by.</summary>
internal sealed class NearCall(string actor, NearCallerPlan plan)
{
    public string Actor { get; } = actor;

    public NearCallerPlan Plan { get; } = plan;

    /// <summary>The truth of the last invalidation through its client that had returned.</summary>
    public long FloorHere { get; set; }

    /// <summary>The truth of the last invalidation through any client that had returned more than T ago.</summary>
    public long FloorOfAll { get; set; }

    /// <summary>Whether it sent anything itself.</summary>
    public bool HasAsked { get; set; }
}

/// <summary>What a body returned, or the store held at the beginning.</summary>
/// <param name="Run">The number of the run.</param>
/// <param name="Version">The truth that it has read.</param>
internal readonly record struct NearValue(int Run, long Version)
{
    public static NearValue Of(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(int.Parse(text.AsSpan(0, colon), System.Globalization.CultureInfo.InvariantCulture), long.Parse(text.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Run}:{Version}");
}

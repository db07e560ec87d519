namespace Derp.Kv.Coordination.Refreshes;

/// <summary>In what state a stored value is served.</summary>
/// <param name="IsStale">Whether it is past its lifetime.</param>
/// <param name="AtMost">The longest time for near caches to keep it; null: as long as its method says.</param>
internal readonly record struct Serving(bool IsStale, TimeSpan? AtMost = null);

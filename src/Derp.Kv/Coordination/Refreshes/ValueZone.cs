namespace Derp.Kv.Coordination.Refreshes;

/// <summary>The part of its life that a stored value is in, by the server's time.</summary>
public enum ValueZone
{
    /// <summary>There is no value.</summary>
    None,

    /// <summary>Within its lifetime, and older than <c>RefreshAfter</c>.</summary>
    Due,

    /// <summary>Past its lifetime, and kept for a body that fails.</summary>
    Expired,
}

namespace Derp.Kv.Coordination.Permits;

/// <summary>One of the limits of a call.</summary>
/// <param name="Name">Its name, which tells it from the others; without arguments.</param>
/// <param name="Key">Its counter.</param>
/// <param name="Request">Checked.</param>
/// <param name="OnUnavailable">What it decides when the store cannot be asked.</param>
internal sealed record NamedLimit(string Name, byte[] Key, PermitRequest Request, RateLimitUnavailable OnUnavailable);

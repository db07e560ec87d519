namespace Derp.Kv.Coordination.Flights;

/// <summary>Where a <see cref="FlightMap"/> keeps what is under way for a key.</summary>
internal readonly record struct FlightPlace(FlightStripe Stripe, int Hash, byte[] Key);

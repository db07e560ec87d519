namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>An operation that is sent.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Actor">Who sends it.</param>
/// <param name="Key">Of what; the first one where it has several.</param>
/// <param name="Compared">The owner's token, or the bytes that the operation compares or claims with.</param>
internal sealed record Command(string Operation, string Actor, byte[] Key, byte[]? Compared);

using MessagePack;

namespace Derp.Kv.Benchmarks;

/// <summary>What a shop reads most: ten fields, one of them a record and one a list; about 300 bytes.</summary>
[MessagePackObject]
public sealed record Product(
    [property: Key(0)] int TenantId,
    [property: Key(1)] string Sku,
    [property: Key(2)] string Name,
    [property: Key(3)] string Description,
    [property: Key(4)] long PriceInCents,
    [property: Key(5)] string Currency,
    [property: Key(6)] double Rating,
    [property: Key(7)] bool IsActive,
    [property: Key(8)] Maker Maker,
    [property: Key(9)] List<string> Tags);

/// <summary>Who makes it.</summary>
[MessagePackObject]
public sealed record Maker(
    [property: Key(0)] string Name,
    [property: Key(1)] string Country,
    [property: Key(2)] string Email);

namespace Derp.Kv.Benchmarks;

/// <summary>The same as <see cref="Product"/>, of someone who does not know MessagePack: a map by member name.</summary>
public sealed record PlainProduct(
    int TenantId,
    string Sku,
    string Name,
    string Description,
    long PriceInCents,
    string Currency,
    double Rating,
    bool IsActive,
    PlainMaker Maker,
    List<string> Tags);

/// <summary>Who makes it.</summary>
public sealed record PlainMaker(string Name, string Country, string Email);

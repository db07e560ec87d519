using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.ComponentModel;
using MessagePack;

namespace Derp.Kv.Benchmarks;

/// <summary>As <see cref="Product"/>, and nothing in it can change: callers share one. The attribute tells HybridCache so; our generator would prove it without.</summary>
[MessagePackObject]
[ImmutableObject(true)]
public sealed record FrozenProduct(
    [property: Key(0)] int TenantId,
    [property: Key(1)] string Sku,
    [property: Key(2)] string Name,
    [property: Key(3)] string Description,
    [property: Key(4)] long PriceInCents,
    [property: Key(5)] string Currency,
    [property: Key(6)] double Rating,
    [property: Key(7)] bool IsActive,
    [property: Key(8)] Maker Maker,
    [property: Key(9)] ImmutableArray<string> Tags)
{
    public static FrozenProduct Of(Product product) => new(
        product.TenantId,
        product.Sku,
        product.Name,
        product.Description,
        product.PriceInCents,
        product.Currency,
        product.Rating,
        product.IsActive,
        product.Maker,
        [.. product.Tags]);
}

/// <summary>As <see cref="Product"/>, with a collection that the generator does not copy: each caller decodes one.</summary>
[MessagePackObject]
public sealed record DecodedProduct(
    [property: Key(0)] int TenantId,
    [property: Key(1)] string Sku,
    [property: Key(2)] string Name,
    [property: Key(3)] string Description,
    [property: Key(4)] long PriceInCents,
    [property: Key(5)] string Currency,
    [property: Key(6)] double Rating,
    [property: Key(7)] bool IsActive,
    [property: Key(8)] Maker Maker,
    [property: Key(9)] Collection<string> Tags)
{
    public static DecodedProduct Of(Product product) => new(
        product.TenantId,
        product.Sku,
        product.Name,
        product.Description,
        product.PriceInCents,
        product.Currency,
        product.Rating,
        product.IsActive,
        product.Maker,
        [.. product.Tags]);
}

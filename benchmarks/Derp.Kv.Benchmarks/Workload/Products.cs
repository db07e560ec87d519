using System.Globalization;
using System.Text.Json.Serialization;

namespace Derp.Kv.Benchmarks;

/// <summary>The products there are, and which of them the calls ask for.</summary>
internal static class Products
{
    public const int Count = 1024;

    public const int Tenant = 4711;

    /// <summary>Ten characters each.</summary>
    public static readonly string[] Skus =
        [.. Enumerable.Range(0, Count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"SKU-{i * 977 % 1_000_000:D6}"))];

    public static Product Of(int tenantId, string sku) => new(
        tenantId,
        sku,
        "Cordless drill 18 V",
        "With two batteries, a charger and a case; 60 Nm, two gears, 1.3 kg, and a lamp. Made to be repaired: spare parts for ten years.",
        12_995,
        "EUR",
        4.625,
        true,
        new Maker("Northwind Tools", "Denmark", "sales@northwind.example"),
        ["tools", "drills", "cordless", "bestseller"]);

    public static PlainProduct PlainOf(int tenantId, string sku)
    {
        var product = Of(tenantId, sku);
        return new(
            product.TenantId,
            product.Sku,
            product.Name,
            product.Description,
            product.PriceInCents,
            product.Currency,
            product.Rating,
            product.IsActive,
            new PlainMaker(product.Maker.Name, product.Maker.Country, product.Maker.Email),
            product.Tags);
    }

    /// <summary>What a call asks for; callers never meet at one key.</summary>
    public static string SkuOf(int caller, int call) => Skus[(caller * 16 + call % 16) % Count];
}

/// <summary>System.Text.Json without reflection.</summary>
[JsonSerializable(typeof(Product))]
internal sealed partial class ProductJson : JsonSerializerContext;

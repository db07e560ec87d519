using MessagePack;

namespace AotStartup;

/// <summary>What a shop reads most: ten fields, one of them a record and one a list.</summary>
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
    [property: Key(9)] List<string> Tags)
{
    /// <summary>What a database would say.</summary>
    public static Product Load(int tenantId, string sku) => new(
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
}

/// <summary>Who makes it.</summary>
[MessagePackObject]
public sealed record Maker(
    [property: Key(0)] string Name,
    [property: Key(1)] string Country,
    [property: Key(2)] string Email);

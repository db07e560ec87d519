using System.Collections.Immutable;

namespace Derp.Kv.Scale.Workloads;

/// <summary>What the methods of a <see cref="BenchShop"/> return: a value of about 300 bytes that cannot change.</summary>
internal sealed record Product(int Id, string Name, string Description, long PriceInCents, ImmutableArray<string> Tags)
{
    public static Product Of(int id) => new(
        id,
        "Cordless drill 18 V",
        "With two batteries, a charger and a case; 60 Nm, two gears, 1.3 kg, and a lamp. Made to be repaired: spare parts for ten years.",
        12_995,
        ["tools", "drills", "cordless", "bestseller"]);
}

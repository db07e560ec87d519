namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>What the database tells of payments.</summary>
/// <param name="Orders">Those that are paid.</param>
/// <param name="Charges">By the provider's book. It has no unique index, so that a duplicate is a row more.</param>
internal sealed record Money(long Orders, long Charges)
{
    /// <summary>How often the shop has noted that it heard of the last charge.</summary>
    public const string PaymentsOfLastCharge = "SELECT count(*) FROM payments WHERE charge = (SELECT 'ch_' || max(id) FROM charges)";

    public static async Task<Money> ReadAsync(Shop shop) =>
        new(await shop.CountAsync("SELECT count(*) FROM orders WHERE charge IS NOT NULL"), await shop.CountAsync("SELECT count(*) FROM charges"));

    public Money And(long orders, long charges) => new(Orders + orders, Charges + charges);
}

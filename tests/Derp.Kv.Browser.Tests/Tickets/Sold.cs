namespace Derp.Kv.Browser.Tests.Tickets;

/// <summary>What the database tells of sales.</summary>
/// <param name="Orders">Those that are paid.</param>
/// <param name="Tickets">They have no unique index, so that one that is sold twice is a row more.</param>
/// <param name="Records">In the ledger.</param>
/// <param name="Charges">By the provider's book.</param>
internal sealed record Sold(long Orders, long Tickets, long Records, long Charges)
{
    // Paid, with a ticket for each seat and a record; or nothing of it.
    private const string Halves = """
        SELECT count(*) FROM orders o
        WHERE (o.charge IS NOT NULL) <> EXISTS (SELECT 1 FROM derp_kv_ledger l WHERE l.key = CAST('derp:once:sale:' || o.key AS BLOB))
           OR (SELECT count(*) FROM tickets t WHERE t.sold_by = o.id) <> iif(o.charge IS NULL, 0, o.seats)
        """;

    public static async Task<Sold> ReadAsync(Shop shop)
    {
        Assert.Equal(0, await shop.CountAsync(Halves));
        return new(
            await shop.CountAsync("SELECT count(*) FROM orders WHERE charge IS NOT NULL"),
            await shop.CountAsync("SELECT count(*) FROM tickets"),
            await shop.CountAsync("SELECT count(*) FROM derp_kv_ledger"),
            await shop.CountAsync("SELECT count(*) FROM charges"));
    }

    public Sold AndOneOrderOf(long seats) => new(Orders + 1, Tickets + seats, Records + 1, Charges + 1);
}

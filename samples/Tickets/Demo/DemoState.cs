using Dapper;
using Derp.Kv;

namespace Tickets.Demo;

/// <summary>What the database counts, and how the processes are.</summary>
internal sealed class DemoState(Database database, DemoSwitches switches, Lanes lanes, IHttpClientFactory clients, Settings settings)
{
    public async Task<object> ReadAsync(CancellationToken ct)
    {
        using var connection = database.Open();
        var counts = await connection.QuerySingleAsync<Counts>(new(
            """
            SELECT (SELECT count(*) FROM query_log) AS queries,
                (SELECT count(*) FROM orders WHERE charge IS NOT NULL) AS orders,
                (SELECT count(*) FROM tickets) AS tickets,
                (SELECT count(*) FROM derp_kv_ledger) AS sales,
                (SELECT count(*) FROM charges) AS charges,
                (SELECT count(*) - count(DISTINCT key) FROM charges) AS doubleCharges,
                (SELECT count(*) FROM payments) AS payments,
                (SELECT count(*) FROM logins) AS logins
            """,
            cancellationToken: ct));
        var healths = await Task.WhenAll(lanes.Addresses.Select(async lane => new Lane(lane.Key, await HealthAsync(lane.Value, ct))));
        return new { counts, lanes = healths, switches.Provider, switches.Query, store = settings.Memory ? "memory" : "server", supervisor = settings.Supervisor is not null };
    }

    private async Task<string?> HealthAsync(Uri address, CancellationToken ct)
    {
        using var http = clients.CreateClient(nameof(Lanes));
        try
        {
            return await http.GetStringAsync(new Uri(address, "/health"), ct);
        }
        catch (HttpRequestException e)
        {
            return e.StatusCode is null ? null : "Unhealthy";
        }
    }

    private sealed record Lane(string Name, string? Health);

    private sealed record Counts(long Queries, long Orders, long Tickets, long Sales, long Charges, long DoubleCharges, long Payments, long Logins);
}

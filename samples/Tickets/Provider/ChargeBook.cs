using Dapper;

namespace Tickets.Provider;

/// <summary>What was charged. A provider that knows idempotency keys charges once for each.</summary>
internal sealed class ChargeBook(Database database)
{
    public Charge Charge(string key, long cents, bool knowsKeys)
    {
        using var connection = database.Open();

        // One statement, so that two requests with one key at once cannot both insert.
        var id = connection.QuerySingleOrDefault<long?>(
            "INSERT INTO charges (key, cents) SELECT @key, @cents WHERE NOT @knowsKeys OR NOT EXISTS (SELECT 1 FROM charges WHERE key = @key) RETURNING id",
            new { key, cents, knowsKeys });
        return id is { } made
            ? new($"ch_{made}", cents)
            : connection.QuerySingle<Charge>("SELECT 'ch_' || id AS id, cents FROM charges WHERE key = @key ORDER BY id LIMIT 1", new { key });
    }

    public Charge? Last()
    {
        using var connection = database.Open();
        return connection.QuerySingleOrDefault<Charge>("SELECT 'ch_' || id AS id, cents FROM charges ORDER BY charges.id DESC LIMIT 1");
    }
}

internal sealed record Charge(string Id, long Cents);

using Derp.Kv;

namespace Quickstart;

internal sealed record Country(string Code, string Name, string Currency);

internal sealed record CurrencyUse(string Currency, int Countries);

internal sealed record NameInName(string Inner, string Outer);

/// <summary>The repository. Each <c>…CoreAsync</c> is what the database does; the method without <c>Core</c> is generated.</summary>
internal sealed partial class Countries(KvClient kv, Database database)
{
    [Cached("country:{code}", Ttl = "5m")]
    private async Task<Country?> FindCoreAsync(string code, CancellationToken ct = default) =>
        (await database.QueryAsync(
            "SELECT code, name, currency FROM country WHERE code = $code",
            row => new Country(row.GetString(0), row.GetString(1), row.GetString(2)),
            ct,
            ("$code", code))).SingleOrDefault();

    // Many countries with one command. Those that are missing are one query. The values are those of FindAsync.
    [Cached("country:{code}", Ttl = "5m", SharesWith = nameof(FindAsync))]
    private async Task<IReadOnlyDictionary<string, Country>> FindManyCoreAsync([Each] IReadOnlyCollection<string> code, CancellationToken ct = default) =>
        (await database.QueryAsync(
            $"SELECT code, name, currency FROM country WHERE code IN ({string.Join(", ", code.Select((_, i) => $"${i}"))})",
            row => new Country(row.GetString(0), row.GetString(1), row.GetString(2)),
            ct,
            [.. code.Select((each, i) => ($"${i}", (object)each))])).ToDictionary(country => country.Code);

    // Each process answers from its own memory, for two seconds at most. A CurrencyUse cannot change, so that all callers get one object.
    [Cached("currency:{currency}", Ttl = "5m", Near = "2s")]
    private async Task<CurrencyUse> UseOfCoreAsync(string currency, CancellationToken ct = default) =>
        (await database.QueryAsync(
            "SELECT count(*) FROM country WHERE currency = $currency",
            row => new CurrencyUse(currency, row.GetInt32(0)),
            ct,
            ("$currency", currency))).Single();

    // Each name is compared with every other one: 62,000 comparisons, so that it is worth caching.
    [Cached("names-within-names", Ttl = "1h")]
    private Task<List<NameInName>> NamesWithinNamesCoreAsync(CancellationToken ct = default) =>
        database.QueryAsync(
            "SELECT a.name, b.name FROM country a JOIN country b ON a.code <> b.code AND instr(b.name, a.name) > 0 ORDER BY a.name, b.name",
            row => new NameInName(row.GetString(0), row.GetString(1)),
            ct);

    // RenameAsync is generated: it writes to the database, and then drops what the cache knows. No reader keeps the old name.
    [Invalidates(nameof(FindAsync))]
    private async Task RenameCoreAsync(string code, string name, CancellationToken ct = default) =>
        await database.QueryAsync("UPDATE country SET name = $name WHERE code = $code", static _ => 0, ct, ("$code", code), ("$name", name));

    /// <summary>A country changes its currency. The notifications of the invalidations tell other processes too.</summary>
    public async Task AdoptAsync(string code, string currency, CancellationToken ct = default)
    {
        var former = await FindAsync(code, ct);
        await database.QueryAsync("UPDATE country SET currency = $currency WHERE code = $code", static _ => 0, ct, ("$code", code), ("$currency", currency));
        await InvalidateFindAsync(code, ct);
        await InvalidateUseOfAsync(currency, ct);
        if (former is not null)
            await InvalidateUseOfAsync(former.Currency, ct);
    }
}

namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>The names of the table and its index, quoted.</summary>
internal sealed class PostgreSqlNames(string? schema, string table)
{
    public const string IndexSuffix = "_expires";

    public string Table { get; } = schema is null ? Quote(table) : $"{Quote(schema)}.{Quote(table)}";

    public string Index { get; } = Quote(table + IndexSuffix);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

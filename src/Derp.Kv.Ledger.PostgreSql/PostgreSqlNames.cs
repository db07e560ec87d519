namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>The names of the table and its index, quoted.</summary>
internal sealed class PostgreSqlNames(string? schema, string table)
{
    public const string IndexSuffix = "_expires";

    public string Table { get; } = schema is null ? Quote(table) : $"{Quote(schema)}.{Quote(table)}";

    public string Index { get; } = Quote(table + IndexSuffix);

    /// <summary>The table's number as the server has it, whatever name led to it; taken when a statement is parsed.</summary>
    public string TableNumber => $"'{Table.Replace("'", "''", StringComparison.Ordinal)}'::regclass::oid::bigint";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

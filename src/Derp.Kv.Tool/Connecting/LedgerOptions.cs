using System.CommandLine;
using Derp.Kv.Ledger;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Derp.Kv.Tool.Connecting;

/// <summary>Which database has the ledger. As with a server, no argument can be a password.</summary>
internal sealed class LedgerOptions
{
    private const string Variable = "DERP_KV_LEDGER";
    private const string PasswordVariable = "PGPASSWORD";

    private readonly Option<string?> _postgreSql = new("--postgresql") { Description = $"Connection string of PostgreSQL, without its password. Default: ${Variable}, which can have one. Also ${PasswordVariable}.", Recursive = true };
    private readonly Option<FileInfo?> _sqlite = new("--sqlite") { Description = "File of an SQLite database.", Recursive = true };
    private readonly Option<string?> _schema = new("--schema") { Description = "Schema of the table. Default: the connection's own.", Recursive = true };
    private readonly Option<string?> _table = new("--table") { Description = "Name of the table. Default: derp_kv_ledger.", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_postgreSql, _sqlite, _schema, _table])
            command.Options.Add(option);
    }

    /// <summary>What the command line and the environment say of the ledger. Nothing is opened.</summary>
    /// <exception cref="UsageException">A part of it is wrong.</exception>
    public LedgerSource SourceOf(ParseResult parsed, Surroundings surroundings, ServerOptions common)
    {
        var options = Settings(parsed);
        var timeout = common.TimeoutOf(parsed);
        var (argument, file) = (parsed.GetValue(_postgreSql), parsed.GetValue(_sqlite));
        if (argument is not null && file is not null)
            throw new UsageException("Only one of --postgresql and --sqlite.");
        if (file is not null)
            return LedgerSource.OfSqlite(SqliteOf(file, timeout), options);
        if (argument is not null && MayHavePassword(argument))
            throw new UsageException($"An argument is readable by every user of this machine. Set {PasswordVariable} or {Variable}, or use --ask-password.");
        if ((argument ?? surroundings.Variable(Variable)) is not { Length: > 0 } text)
            throw new UsageException($"Which database? Give --postgresql or --sqlite, or set {Variable}.");

        var connection = Parse(text);
        connection.Password = common.AskedPassword(parsed, surroundings) ?? connection.Password ?? surroundings.Variable(PasswordVariable);
        connection.ApplicationName = "derp-kv";
        connection.Timeout = connection.CommandTimeout = Seconds(timeout);
        return LedgerSource.OfPostgreSql(connection, options);
    }

    private KvLedgerOptions Settings(ParseResult parsed)
    {
        var (schema, table) = (parsed.GetValue(_schema), parsed.GetValue(_table));
        if (schema is { Length: 0 } || table is { Length: 0 })
            throw new UsageException("--schema and --table are names.");
        var defaults = new KvLedgerOptions();
        return new KvLedgerOptions { Schema = schema, Table = table ?? defaults.Table };
    }

    private static SqliteConnectionStringBuilder SqliteOf(FileInfo file, TimeSpan timeout) => file.Exists
        ? new() { DataSource = file.FullName, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = Seconds(timeout), Pooling = false }
        : throw new UsageException("There is no such file as --sqlite names.");

    // Not by the parser alone: a string that it cannot read may contain one.
    private static bool MayHavePassword(string text) =>
        ((string[])["password", "pwd", "psw"]).Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    // The driver's messages quote what they do not know, which may be a part of a password.
    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            if (!string.IsNullOrEmpty(connection.Host))
                return connection;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
        }

        throw new UsageException("The connection string cannot be read. Expected Host=…;Database=…;Username=…");
    }

    // Both drivers count in seconds, and take zero for no end.
    private static int Seconds(TimeSpan timeout) => Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds));
}

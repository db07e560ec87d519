using System.Data.Common;

namespace Derp.Kv.LedgerWorker;

/// <summary>
/// What each call writes: two rows under its key, with the run that wrote them. One statement for each, so that a process can be
/// killed between them.
/// </summary>
internal static class Effect
{
    public const int Parts = 2;

    public const string Script = "CREATE TABLE IF NOT EXISTS effects (key text NOT NULL, run text NOT NULL, part int NOT NULL)";

    public static string NewRun() => Guid.NewGuid().ToString("N");

    public static async ValueTask WriteAsync(DbConnection connection, DbTransaction? transaction, string key, string run, int part)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO effects (key, run, part) VALUES (@key, @run, @part)";
        Add(command, "key", key);
        Add(command, "run", run);
        Add(command, "part", part);
        await command.ExecuteNonQueryAsync();
    }

    public static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}

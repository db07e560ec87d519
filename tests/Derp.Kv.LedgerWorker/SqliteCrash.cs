using System.Data;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Derp.Kv.LedgerWorker;

/// <summary>Where in a call on SQLite the process is killed.</summary>
internal enum SqliteStep
{
    /// <summary>When the call's first statement that writes begins, or one before it.</summary>
    BeforeInsert,

    /// <summary>When the record was inserted.</summary>
    Inserted,

    /// <summary>When one of the effect's two rows is inserted, or was.</summary>
    InBody,

    /// <summary>When the record is updated, or was.</summary>
    BeforeUpdate,

    /// <summary>While SQLite commits: up to half a millisecond after it has begun to.</summary>
    MidCommit,

    /// <summary>When the commit has ended, in the call of SQLite that did it.</summary>
    AfterCommit,
}

/// <summary>Kills this process (SIGKILL) at a step, which it knows by what SQLite says of each statement's begin and end.</summary>
internal sealed class SqliteCrash
{
    private readonly Process _self = Process.GetCurrentProcess();
    private SqliteStep? _step;
    private double _where;
    private int _effects;

    /// <summary>For the calls that start after this.</summary>
    public void Arm(SqliteStep step, double where) => (_where, _step) = (where, step);

    /// <summary>For each connection. SQLite tells a connection's watcher of begins or of ends, not of both.</summary>
    public void Watch(SqliteConnection connection) => connection.StateChange += (_, change) =>
    {
        if (change.CurrentState != ConnectionState.Open)
            return;
        if (IsAtEnd)
            raw.sqlite3_profile(connection.Handle!, (_, text, _) => OnEnd(connection.Handle!, text), v: null);
        else
            raw.sqlite3_trace(connection.Handle!, (_, text) => OnBegin(text), v: null);
    };

    private bool IsAtEnd => _step is SqliteStep.Inserted or SqliteStep.AfterCommit || (_step is SqliteStep.InBody or SqliteStep.BeforeUpdate && _where >= 0.5);

    private void OnBegin(string statement)
    {
        switch (_step)
        {
            case SqliteStep.BeforeInsert when _where < 0.5 ? IsBegin(statement) : IsInsert(statement):
            case SqliteStep.InBody when IsEffect(statement):
            case SqliteStep.BeforeUpdate when _where < 0.25 ? IsUpdate(statement) : IsCommit(statement):
                _self.Kill();
                break;
            case SqliteStep.MidCommit when IsCommit(statement):
                KillSoon();
                break;
        }
    }

    private void OnEnd(sqlite3 connection, string statement)
    {
        switch (_step)
        {
            case SqliteStep.Inserted when IsInsert(statement):
            case SqliteStep.InBody when IsEffect(statement) && ++_effects == (_where < 0.75 ? 1 : 2):
            case SqliteStep.BeforeUpdate when IsUpdate(statement):

            // A commit that a reader has kept from the file ends too, and is tried again.
            case SqliteStep.AfterCommit when IsCommit(statement) && raw.sqlite3_get_autocommit(connection) != 0:
                _self.Kill();
                break;
        }
    }

    // Another thread kills, while this one goes on to commit.
    private void KillSoon()
    {
        var due = Stopwatch.GetTimestamp() + (long)(_where * Stopwatch.Frequency / 2000);
        using var started = new ManualResetEventSlim();
        new Thread(() =>
        {
            started.Set();
            while (Stopwatch.GetTimestamp() < due)
                Thread.SpinWait(1);
            _self.Kill();
        }) { IsBackground = true }.Start();
        started.Wait();
    }

    private static bool IsBegin(string statement) => statement.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase);

    private static bool IsInsert(string statement) =>
        statement.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) && statement.Contains("derp_kv_ledger", StringComparison.Ordinal);

    private static bool IsEffect(string statement) => statement.Contains("INTO effects", StringComparison.Ordinal);

    private static bool IsUpdate(string statement) =>
        statement.StartsWith("UPDATE", StringComparison.OrdinalIgnoreCase) && statement.Contains("derp_kv_ledger", StringComparison.Ordinal);

    private static bool IsCommit(string statement) => statement.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase);
}

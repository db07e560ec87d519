using System.Globalization;
using System.IO.Hashing;
using Derp.Kv.Ledger.Databases;
using Npgsql;
using NpgsqlTypes;

namespace Derp.Kv.Ledger.PostgreSql;

/// <summary>
/// One transaction's way to its key. Calls with one key take the same advisory lock first, until their transaction ends. So a call that would
/// wait at the row finds that out without waiting, and pays for bounding a wait only when there is one.
/// </summary>
internal sealed class PostgreSqlTaker(NpgsqlConnection connection, PostgreSqlStatements statements, LedgerRequest request, bool isSerializable)
{
    private readonly long _lock = unchecked((long)XxHash3.HashToUInt64(request.Key));

    /// <summary>Where the row is that was inserted, or the row that stands; neither: another call has the key. One round trip.</summary>
    public async ValueTask<(NpgsqlTid? Place, LedgerRow? Row)> AskAsync(CancellationToken cancellationToken)
    {
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(isSerializable ? statements.InsertOrRead : statements.Insert));
        if (!isSerializable)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statements.Read) { Parameters = { new NpgsqlParameter<byte[]> { TypedValue = request.Key } } });

        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = reader.ConfigureAwait(false);
        NpgsqlTid? place = null;
        LedgerRow? row = null;
        if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (reader.IsDBNull(0))
                row = PostgreSqlDatabase.RowOf(reader, 1);
            else
                place = reader.GetFieldValue<NpgsqlTid>(0);
        }

        // An error of the last statement shows only at the end.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            if (place is null && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                row = PostgreSqlDatabase.RowOf(reader, 0);
        }

        return (place, row);
    }

    /// <summary>Waits until no other call has the key; an error of the driver ends the wait after its time. One round trip.</summary>
    public async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var milliseconds = Math.Max(1, (long)longest.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(PostgreSqlStatements.SetLockWait) { Parameters = { new NpgsqlParameter<string> { TypedValue = milliseconds } } },
                new(statements.Lock) { Parameters = { new NpgsqlParameter<long> { TypedValue = _lock } } },
                new(PostgreSqlStatements.RestoreLockWait),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the row that has expired this call's own; null: another call has the key, or a purge was faster. One round trip.</summary>
    public async ValueTask<NpgsqlTid?> TryTakeOverAsync(CancellationToken cancellationToken)
    {
        using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(statements.TakeOver) } };
        return await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is NpgsqlTid place ? place : null;
    }

    private NpgsqlBatchCommand Command(string statement) => new(statement)
    {
        Parameters =
        {
            new NpgsqlParameter<byte[]> { TypedValue = request.Key },
            new NpgsqlParameter<byte[]> { TypedValue = request.Fingerprint },
            new NpgsqlParameter<byte[]> { TypedValue = request.Origin },
            new NpgsqlParameter<byte[]> { TypedValue = request.Owner },
            new NpgsqlParameter<double> { TypedValue = request.Ttl.TotalMilliseconds },
            new NpgsqlParameter<long> { TypedValue = _lock },
        },
    };
}

using Derp.Kv.Generators.Tests.Harness;
using Derp.Kv.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated methods of a ledger, as they run on a file of SQLite.</summary>
public class LedgerRunningTests
{
    // A database of its own, with an application that counts what its bodies and its reads do.
    private const string Shop = """
        using System.IO;
        using System.Linq;
        using Derp.Kv.Ledger;
        using Derp.Kv.Ledger.Sqlite;
        using Microsoft.Data.Sqlite;

        public sealed class Db : IAsyncDisposable
        {
            private readonly string _file = Path.GetTempFileName();
            public string Connection => $"Data Source={_file}";
            public static async Task<Db> CreateAsync()
            {
                var db = new Db();
                await db.ExecuteAsync("CREATE TABLE orders (customer INTEGER)");
                return db;
            }
            public async Task<long> ExecuteAsync(string sql)
            {
                await using var connection = new SqliteConnection(Connection);
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                return await command.ExecuteScalarAsync() as long? ?? 0;
            }
            public ValueTask DisposeAsync()
            {
                SqliteConnection.ClearAllPools();
                File.Delete(_file);
                return default;
            }
        }

        // What it is asked to write is not committed yet, and the body has returned.
        public sealed class BeforeCommit : IKvSerializer<int>
        {
            public static readonly AsyncLocal<Func<Task>?> Hook = new();
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, int value)
            {
                Hook.Value?.Invoke().GetAwaiter().GetResult();
                System.Buffers.BuffersExtensions.Write(writer, BitConverter.GetBytes(value));
            }
            public int Deserialize(ReadOnlyMemory<byte> bytes) => BitConverter.ToInt32(bytes.Span);
        }

        public sealed partial class Orders(KvClient kv, KvLedger ledger, Db db)
        {
            private int _runs;
            private int _reads;
            public int Runs => _runs;
            public int Reads => _reads;
            public Func<Task>? InBody { get; set; }

            [Cached("orders:{customer}", Ttl = "5m")]
            private async Task<long> CountCoreAsync(int customer)
            {
                Interlocked.Increment(ref _reads);
                return await db.ExecuteAsync($"SELECT COUNT(*) FROM orders WHERE customer = {customer}");
            }

            [RateLimited("orders", Limit = 1000, Window = "1m")]
            [Idempotent("place:{key}", Ttl = "7d", Ledger = true, Serializer = typeof(BeforeCommit))]
            [Invalidates(nameof(CountAsync))]
            private async Task<int> PlaceCoreAsync(string key, LedgerTransaction transaction, int customer, [NotKey] Exception? failure = null, int? customerOfRow = null, CancellationToken ct = default)
            {
                await WriteAsync(transaction, customerOfRow ?? customer, ct);
                if (InBody is { } more)
                    await more();
                return failure is null ? _runs : throw failure;
            }

            [Invalidates(nameof(CountAsync))]
            private Task TouchCoreAsync(int customer) => Task.FromResult(customer);

            [Idempotent("order:{key}", Ttl = "7d", Ledger = true, ReplayFromStore = true)]
            private async ValueTask<IdempotentResult<string>> OrderCoreAsync(LedgerTransaction transaction, string key, int status)
            {
                await WriteAsync(transaction, 9, default);
                return new(key + _runs, status);
            }

            private async Task WriteAsync(LedgerTransaction transaction, int customer, CancellationToken ct)
            {
                Interlocked.Increment(ref _runs);
                await using var command = transaction.Connection.CreateCommand();
                transaction.Enlist(command);
                command.CommandText = $"INSERT INTO orders VALUES ({customer})";
                await command.ExecuteNonQueryAsync(ct);
            }
        }

        public static class Elsewhere
        {
            public static async Task<T> ReadAsync<T>(Func<Task<T>> read)
            {
                Task<T> elsewhere;
                using (ExecutionContext.SuppressFlow())
                    elsewhere = Task.Run(read);
                return await elsewhere;
            }
        }

        public static class Program
        {
            public static async Task<string> Main(KvClient kv)
            {
                await using var db = await Db.CreateAsync();
                var ledger = new SqliteKvLedger(db.Connection);
                await ledger.CreateAsync();
                var orders = new Orders(kv, ledger, db);
                STEPS
            }
        }
        """;

    private static Task<string> RunAsync(string steps) =>
        CompiledCode.RunWithAsync<string>(Shop.Replace("STEPS", steps, StringComparison.Ordinal), new MemoryKvClient(), typeof(SqliteKvLedger), typeof(SqliteConnection));

    [Fact]
    public async Task L1_Record_and_rows_are_committed_together_and_replayed() => Assert.Equal(
        "first 1, again 1, runs 1, rows 1, other IdempotencyKeyReusedException, rows 1",
        await RunAsync("""
            var first = await orders.PlaceAsync("a", 7);
            var again = await orders.PlaceAsync("a", 7);
            var told = $"first {first}, again {again}, runs {orders.Runs}, rows {await orders.CountAsync(7)}";
            var other = "";
            try { await orders.PlaceAsync("a", 8); }
            catch (Exception e) { other = e.GetType().Name; }
            return $"{told}, other {other}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}";
            """));

    [Fact]
    public async Task L4_What_a_failed_body_has_written_is_rolled_back_and_its_key_is_free() => Assert.Equal(
        "TimeoutException, rows 0, then 2, rows 1; 503 first503, rows 1, 201, rows 2",
        await RunAsync("""
            var failure = "";
            try { await orders.PlaceAsync("a", 7, new TimeoutException()); }
            catch (Exception e) { failure = e.GetType().Name; }
            var told = $"{failure}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}, then {await orders.PlaceAsync("a", 7)}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}";
            var refused = await orders.OrderAsync("first", 503);
            told += $"; {refused.StatusCode} {refused.Value.Replace("3", "503")}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}";
            var placed = await orders.OrderAsync("first", 201);
            return $"{told}, {placed.StatusCode}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}";
            """));

    [Fact]
    public async Task I4_Of_many_duplicates_one_runs_its_body() => Assert.Equal(
        "1 1 1",
        await RunAsync("""
            var all = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => orders.PlaceAsync("a", 7))));
            return $"{all.Distinct().Single()} {orders.Runs} {await orders.CountAsync(7)}";
            """));

    [Fact]
    public async Task W4_Cached_value_is_invalidated_after_the_commit_and_not_before() => Assert.Equal(
        "before 0, elsewhere 0, after 1",
        await RunAsync("""
            var before = await orders.CountAsync(7);
            var others = -1L;
            BeforeCommit.Hook.Value = async () =>
            {
                // The body and what it is marked with are done. Another reader fills the cache with what is committed now.
                await kv.DeleteAsync(Orders.KeyOfCount(kv, 7));
                others = await Elsewhere.ReadAsync(() => orders.CountAsync(7));
            };
            await orders.PlaceAsync("a", 7);
            return $"before {before}, elsewhere {others}, after {await orders.CountAsync(7)}";
            """));

    [Fact]
    public async Task W4_Another_method_that_the_body_calls_invalidates_after_the_commit_too() => Assert.Equal(
        "before 0, elsewhere 0, after 1",
        await RunAsync("""
            var before = await orders.CountAsync(8);
            var others = -1L;
            orders.InBody = async () =>
            {
                await orders.TouchAsync(8);
                others = await Elsewhere.ReadAsync(() => orders.CountAsync(8));
            };
            await orders.PlaceAsync("a", 7, customerOfRow: 8);
            return $"before {before}, elsewhere {others}, after {await orders.CountAsync(8)}";
            """));

    [Fact]
    public async Task W6_Replay_invalidates_nothing() => Assert.Equal(
        "1 1, reads 2 and 2",
        await RunAsync("""
            await orders.CountAsync(7);
            await orders.PlaceAsync("a", 7);
            var first = await orders.CountAsync(7);
            var reads = orders.Reads;
            await orders.PlaceAsync("a", 7);
            return $"{first} {await orders.CountAsync(7)}, reads {reads} and {orders.Reads}";
            """));

    [Fact]
    public async Task W4_After_a_rollback_the_value_is_invalidated_too() => Assert.Equal(
        "0 0, reads 1 and 2",
        await RunAsync("""
            var first = await orders.CountAsync(7);
            var reads = orders.Reads;
            try { await orders.PlaceAsync("a", 7, new TimeoutException()); }
            catch (TimeoutException) { }
            return $"{first} {await orders.CountAsync(7)}, reads {reads} and {orders.Reads}";
            """));

    [Fact]
    public async Task Result_is_replayed_from_the_store_while_the_database_is_away() => Assert.Equal(
        "first1 201 False, first1 201 True, rows 1",
        await RunAsync("""
            var placed = await orders.OrderAsync("first", 201);
            await foreach (var key in Stored(kv)) { }
            await db.ExecuteAsync("ALTER TABLE derp_kv_ledger RENAME TO away");
            var again = await orders.OrderAsync("first", 201);
            return $"{placed.Value} {placed.StatusCode} {placed.IsReplay}, {again.Value} {again.StatusCode} {again.IsReplay}, rows {await db.ExecuteAsync("SELECT COUNT(*) FROM orders")}";
            }
            // The store gets the result behind the caller's back.
            private static async IAsyncEnumerable<byte[]> Stored(KvClient kv)
            {
                byte[]? found = null;
                while (found is null)
                {
                    await foreach (var key in kv.ScanAsync())
                        found = key;
                    await Task.Yield();
                }

                yield return found;
            """));
}

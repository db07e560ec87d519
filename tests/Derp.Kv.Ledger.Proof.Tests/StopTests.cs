using System.Data;
using System.Globalization;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>The server is stopped at once (<c>immediate</c>) while commits are under way, and started again. <c>DERP_KV_SEED</c> repeats a run.</summary>
public sealed class StopTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AtOnce = 6;

    // A commit takes more than 5 ms, and the stop reaches the server some milliseconds after it is asked for: some commits are over by then.
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(12);

    private readonly PostgreSqlCluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task L5_Server_stopped_in_mid_commit_leaves_each_caller_with_what_the_table_says()
    {
        var seed = Proof.Seed;
        output.WriteLine($"DERP_KV_SEED={seed}");
        var random = new Random(seed);
        await using var database = await PostgreSqlDatabase.CreateAsync(_cluster.Server);
        await using var proxy = PgProxy.Start(_cluster.Server.Port);
        var (told, settled, unknown, refused) = (0, 0, 0, 0);
        for (var stop = 0; stop < (Proof.IsLong ? 50 : 3); stop++)
        {
            // Without the time to find out, a caller is told that nobody knows.
            var patience = stop % 3 == 2 ? TimeSpan.FromMilliseconds(10) : TimeSpan.FromSeconds(30);
            var lives = await StopAsync(database, proxy, stop, random.NextDouble(), stop % 2 == 0 ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable, patience);
            await using var caller = database.Connect(Callers.Ledger, IsolationLevel.ReadCommitted);
            foreach (var live in lives)
            {
                try
                {
                    await live.CheckAsync(database, caller);
                }
                catch (InvalidOperationException e)
                {
                    Assert.Fail($"DERP_KV_SEED={seed}, stop {stop}: {e}\n{string.Join('\n', lives.AsEnumerable())}");
                }

                told += live.Outcome is null ? 0 : 1;
                unknown += live.IsUnknown ? 1 : 0;
                settled += live.Exception is KvUnavailableException { OutcomeUnknown: false, InnerException: not null } ? 1 : 0;
                refused += live.Exception is null or KvUnavailableException ? 0 : 1;
            }

            Assert.Empty(await database.DifferencesAsync());
        }

        output.WriteLine($"{told} results, {settled} told that nothing was committed, {unknown} that it is unknown, {refused} bodies failed");
    }

    private async Task<IReadOnlyList<Live>> StopAsync(PostgreSqlDatabase database, PgProxy proxy, int stop, double where, IsolationLevel isolation, TimeSpan patience)
    {
        await using var caller = database.Connect(Callers.Ledger, isolation, proxy.Port, patience);
        await caller.CallAsync(Key(stop, "warm"));
        var cut = new PgCut(PgStep.MidCommit, where, Stop, s_longest);
        proxy.Cut = cut;
        var calls = Enumerable.Range(0, AtOnce).Select(call => Live.CallAsync(caller, Key(stop, call.ToString(CultureInfo.InvariantCulture)))).ToArray();
        await cut.Struck.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        if (patience < TimeSpan.FromSeconds(1))
            await Task.WhenAll(calls);
        await _cluster.Server.RestartAsync();
        database.DropConnections();
        return await Task.WhenAll(calls);

        // Connections that come after it are no part of the break.
        void Stop()
        {
            proxy.Cut = null;
            _cluster.Server.StopImmediately();
        }
    }

    private static string Key(int stop, string call) => string.Create(CultureInfo.InvariantCulture, $"stop-{stop}-{call}");
}

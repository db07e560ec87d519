using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>The renewal of a value that is served meets faults at each of its commands.</summary>
public sealed class RefreshFaultTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private const int Rounds = 20;
    private const string State = "{renewed:key}%lock";

    private static readonly CachedMethod<Key, string?> s_byCaller = Method(RefreshOn.Caller);
    private static readonly CachedMethod<Key, string?> s_shared = Method(RefreshOn.Shared);

    private int _runs;

    protected override TimeSpan OperationTimeout => TimeSpan.FromMilliseconds(500);

    // Two time-outs, and the time of a machine with other work.
    private TimeSpan Bound => OperationTimeout * 20;

    // A connection that is reset ends as one to a server that was killed. The long run has both ways of renewing at each command.
    public static TheoryData<Phase, Fault, RefreshOn> Rows
    {
        get
        {
            var rows = new TheoryData<Phase, Fault, RefreshOn>();
            Phase[] phases = [Phase.ReadWithState, Phase.AskRefresh, Phase.RenewRefresh, Phase.CommitRefresh, Phase.FailRefresh];
            foreach (var (i, phase) in phases.Index())
            {
                foreach (var on in new[] { RefreshOn.Caller, RefreshOn.Shared })
                {
                    if (IsLong || phase == Phase.CommitRefresh || on == (RefreshOn)(i % 2))
                        rows.Add(phase, Fault.KillBefore, on);
                    if (IsLong || (phase is Phase.AskRefresh or Phase.RenewRefresh or Phase.CommitRefresh && on != (RefreshOn)(i % 2)))
                        rows.Add(phase, Fault.SilenceAfter, on);
                }
            }

            return rows;
        }
    }

    private static bool IsLong => Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";

    private static CachedMethod<Key, string?> Method(RefreshOn on) => new("Tests.Fault", "renewed:{name}", "string", Utf8Serializer.Instance, new CachedPolicy
    {
        Ttl = Minute,
        RefreshAfter = Minute / 2,
        StaleIfError = Minute,
        RefreshOn = on,
        LockTtl = ShortLease,
    });

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task C25_C26_F3_Callers_get_a_value_within_their_bound_and_it_is_renewed_when_the_server_is_back(Phase phase, Fault fault, RefreshOn on)
    {
        var method = on == RefreshOn.Caller ? s_byCaller : s_shared;
        Assert.Equal("1", await ReadAsync(method));
        await MakeDueAsync();
        Bench.Arm(phase, fault);

        var refreshing = ReadAsync(method, async () =>
        {
            // The lease is renewed while the body runs.
            if (phase == Phase.RenewRefresh)
                await Bench.Struck.WaitAsync();
            if (phase == Phase.FailRefresh)
                throw new InvalidOperationException("The source is down.");
        });
        Assert.Contains(await refreshing.WaitAsync(Bound), (string[])["1", "2"]);
        await Bench.Struck.WaitAsync();

        // One who comes while the store is away gets the value of the body, or that of before.
        var before = _runs;
        Assert.Contains(await ReadAsync(method).WaitAsync(Bound), (string[])["1", "2", $"{before + 1}"]);

        await Bench.RestoreAsync();
        await IsRenewedAsync(method);
    }

    [Fact]
    public async Task F3_A_server_that_is_full_for_writes_serves_what_is_due_and_no_body_runs()
    {
        Assert.Equal("1", await ReadAsync(s_byCaller));
        await MakeDueAsync();
        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("1", await ReadAsync(s_byCaller));
            Assert.Equal("1", await ReadAsync(s_shared));
        }

        Assert.Equal(1, _runs);
        await Bench.Server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await Bench.RecoversAsync();
        await IsRenewedAsync(s_byCaller);
    }

    [Theory]
    [InlineData(RefreshOn.Caller)]
    [InlineData(RefreshOn.Shared)]
    public async Task F4_F6_A_server_that_evicts_states_has_values_renewed_early_and_never_serves_old_ones(RefreshOn on)
    {
        var method = on == RefreshOn.Caller ? s_byCaller : s_shared;
        var evicted = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            // The body returns how often it was called: what was read before an invalidation is smaller.
            var floor = _runs + 1;
            await Client.InvalidateAsync(method.KeyOf(Client, new Key("key")));
            for (var i = 0; i < 4; i++)
            {
                Assert.InRange(int.Parse((await ReadAsync(method))!, CultureInfo.InvariantCulture), floor, _runs);
                if (i % 2 == 0)
                    evicted += await Bench.Server.CommandAsync("DEL", State) is 1L ? 1 : 0;
            }
        }

        Assert.InRange(evicted, Rounds, 2 * Rounds);
        Assert.InRange(_runs, Rounds, 4 * Rounds);
        Assert.Empty(Bench.LogEvents);
    }

    // As if RefreshAfter had passed, or the state had been evicted.
    private async Task MakeDueAsync() => Assert.Equal(1L, await Bench.Server.CommandAsync("DEL", State));

    // A value that no body has run for in this call is the store's.
    private Task IsRenewedAsync(CachedMethod<Key, string?> method) => Eventually.HoldsAsync(
        async () =>
        {
            var before = _runs;
            return await ReadAsync(method) != "1" && _runs == before;
        },
        "The value should have been renewed.");

    // The value tells which run it is of.
    private Task<string?> ReadAsync(CachedMethod<Key, string?> method, Func<Task>? work = null) => method.InvokeAsync(
        Client,
        new Key("key"),
        (self: this, work),
        static async (s, _) =>
        {
            var run = Interlocked.Increment(ref s.self._runs);
            await (s.work?.Invoke() ?? Task.CompletedTask);
            return run.ToString(CultureInfo.InvariantCulture);
        },
        default).AsTask();

    private readonly struct Key(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("renewed:"u8);
            writer.Append(name);
        }
    }
}

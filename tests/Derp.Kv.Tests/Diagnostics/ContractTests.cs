using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>Dashboards and alarms of users stand on these names. What is changed here breaks them.</summary>
public sealed partial class ContractTests
{
    private static readonly string[] s_events =
    [
        "| 1 | `FailOpen` | Warning |",
        "| 2 | `Oversized` | Warning |",
        "| 3 | `NotSerialized` | Error |",
        "| 4 | `ResultNotStored` | Error |",
        "| 5 | `Unprotected` | Warning |",
        "| 6 | `NotReleased` | Warning |",
        "| 7 | `NotRenewed` | Warning |",
        "| 8 | `NoNotices` | Information |",
        "| 9 | `BreakerOpened` | Warning |",
        "| 10 | `BreakerClosed` | Information |",
        "| 11 | `LeaseLost` | Information |",
        "| 12 | `GivenUp` | Error |",
        "| 13 | `ClaimLost` | Error |",
        "| 14 | `Unreadable` | Warning |",
        "| 15 | `Failed` | Debug |",
        "| 16 | `OtherType` | Error |",
        "| 17 | `RoundTripDiffers` | Error |",
        "| 18 | `ForeignValue` | Warning |",
        "| 19 | `SharedTemplate` | Warning |",
        "| 20 | `NoKeyPrefix` | Information |",
        "| 21 | `ClaimLapsed` | Error |",
        "| 22 | `ShouldStoreThrew` | Error |",
        "| 23 | `StillRunning` | Warning |",
        "| 24 | `NotRefunded` | Warning |",
        "| 25 | `NoNearNotices` | Warning |",
        "| 26 | `ReloadRefused` | Warning |",
        "| 27 | `WriteBreakerOpened` | Warning |",
        "| 28 | `WriteBreakerClosed` | Information |",
        "| 29 | `QueuesCommands` | Warning |",
        "| 30 | `InvalidationQueued` | Error |",
        "| 31 | `InvalidationsDone` | Information |",
        "| 32 | `InvalidationLost` | Error |",
        "| 33 | `NotFlushed` | Warning |",
        "| 34 | `NotNamed` | Error |",
        "| 35 | `MethodsOverridden` | Information |",
        "| 36 | `OverrideWaits` | Warning |",
        "| 37 | `RefreshFailed` | Warning |",
        "| 38 | `OtherKeyInScope` | Warning |",
        "| 39 | `ReadsNotCombined` | Information |",
        "| 40 | `EndsCommandsLate` | Information |",
    ];

    private static readonly string[] s_instruments =
    [
        "| `db.client.operation.duration` | histogram | `s` |",
        "| `derp.kv.breaker.open` | observable up-down counter | `{client}` |",
        "| `derp.kv.breaker.transitions` | counter | `{transition}` |",
        "| `derp.kv.cache.body_duration` | histogram | `s` |",
        "| `derp.kv.cache.body_runs` | counter | `{run}` |",
        "| `derp.kv.cache.fail_open` | counter | `{operation}` |",
        "| `derp.kv.cache.flights` | observable up-down counter | `{flight}` |",
        "| `derp.kv.cache.given_up` | counter | `{run}` |",
        "| `derp.kv.cache.hits` | counter | `{call}` |",
        "| `derp.kv.cache.joins` | counter | `{call}` |",
        "| `derp.kv.cache.lease_lost` | counter | `{lease}` |",
        "| `derp.kv.cache.leases` | observable up-down counter | `{lease}` |",
        "| `derp.kv.cache.misses` | counter | `{call}` |",
        "| `derp.kv.cache.not_stored` | counter | `{value}` |",
        "| `derp.kv.cache.outdated` | counter | `{value}` |",
        "| `derp.kv.cache.refresh_failures` | counter | `{run}` |",
        "| `derp.kv.cache.refreshes` | counter | `{run}` |",
        "| `derp.kv.cache.stale` | counter | `{call}` |",
        "| `derp.kv.cache.unreadable` | counter | `{value}` |",
        "| `derp.kv.cache.wait_duration` | histogram | `s` |",
        "| `derp.kv.cache.waits` | counter | `{wait}` |",
        "| `derp.kv.idempotency.body_duration` | histogram | `s` |",
        "| `derp.kv.idempotency.body_runs` | counter | `{run}` |",
        "| `derp.kv.idempotency.claim_lost` | counter | `{claim}` |",
        "| `derp.kv.idempotency.claims` | observable up-down counter | `{claim}` |",
        "| `derp.kv.idempotency.conflicts` | counter | `{call}` |",
        "| `derp.kv.idempotency.not_stored` | counter | `{result}` |",
        "| `derp.kv.idempotency.replays` | counter | `{call}` |",
        "| `derp.kv.idempotency.store_failures` | counter | `{operation}` |",
        "| `derp.kv.idempotency.unprotected` | counter | `{call}` |",
        "| `derp.kv.idempotency.wait_duration` | histogram | `s` |",
        "| `derp.kv.idempotency.waits` | counter | `{wait}` |",
        "| `derp.kv.invalidation.done` | counter | `{invalidation}` |",
        "| `derp.kv.invalidation.lost` | counter | `{invalidation}` |",
        "| `derp.kv.invalidation.queued` | counter | `{invalidation}` |",
        "| `derp.kv.near.bytes` | observable up-down counter | `By` |",
        "| `derp.kv.near.entries` | observable up-down counter | `{entry}` |",
        "| `derp.kv.near.flushed` | counter | `{flush}` |",
        "| `derp.kv.near.hits` | observable counter | `{call}` |",
        "| `derp.kv.near.ignored_notices` | counter | `{notice}` |",
        "| `derp.kv.near.kept` | counter | `{value}` |",
        "| `derp.kv.near.not_kept` | counter | `{value}` |",
        "| `derp.kv.near.voided` | observable counter | `{stripe}` |",
        "| `derp.kv.ratelimit.admitted` | counter | `{call}` |",
        "| `derp.kv.ratelimit.denied` | counter | `{call}` |",
        "| `derp.kv.ratelimit.not_counted` | counter | `{call}` |",
        "| `derp.kv.ratelimit.refunded` | counter | `{permit}` |",
        "| `derp.kv.ratelimit.remembered` | counter | `{call}` |",
    ];

    private static readonly string[] s_activities =
    [
        "| `derp.kv.compute` |",
        "| `derp.kv.idempotent` |",
        "| `derp.kv.join` |",
        "| `derp.kv.limit` |",
        "| `derp.kv.refresh` |",
        "| `derp.kv.wait` |",
    ];

    private static string Kind(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        ObservableUpDownCounter<int> or ObservableUpDownCounter<long> => "observable up-down counter",
        ObservableCounter<long> => "observable counter",
        _ => instrument.GetType().Name,
    };

    [Fact]
    public void Events_are_these() => Assert.Equal(
        s_events,
        from method in typeof(KvLog).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select $"| {message.EventId} | `{message.EventName}` | {message.Level} |");

    [Fact]
    public void Instruments_are_these()
    {
        RuntimeHelpers.RunClassConstructor(typeof(KvMetrics).TypeHandle);
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "Derp.Kv")
                    instruments.Add(instrument);
            },
        };
        listener.Start();

        Assert.Equal(s_instruments, instruments.Select(static i => $"| `{i.Name}` | {Kind(i)} | `{i.Unit}` |").Order(StringComparer.Ordinal));
        Assert.All(instruments, static instrument => Assert.False(string.IsNullOrEmpty(instrument.Description)));
    }

    [Fact]
    public void Activities_are_these()
    {
        Assert.Equal("Derp.Kv", KvActivities.SourceName);
        Assert.Equal(
            s_activities,
            typeof(KvActivities).GetFields(BindingFlags.Static | BindingFlags.Public)
                .Where(static field => field.IsLiteral && field.Name != nameof(KvActivities.SourceName))
                .Select(static field => $"| `{field.GetRawConstantValue()}` |")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_has_a_row_for_each_and_for_nothing_else()
    {
        // Those of other packages are compared by their own tests.
        var rows = Page().Split('\n').Where(static line => Row().IsMatch(line)).ToList();
        string[] all = [.. s_events, .. s_instruments, .. s_activities];

        Assert.All(all, row => Assert.Single(rows, line => line.StartsWith(row, StringComparison.Ordinal)));
        Assert.Equal(all.Length, rows.Count);
    }

    [GeneratedRegex(@"^\| (`db\.client\.|`derp\.kv\.(?!(?:http|ledger)\.)|\d\d? \|)")]
    private static partial Regex Row();

    private static string Page([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/observability.md"));
}

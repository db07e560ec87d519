using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Ledger.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Ledger.Tests.Telemetry;

/// <summary>The page of metrics and events has a row for each of the ledger's, and for nothing else.</summary>
public sealed partial class LedgerContractTests
{
    [Fact]
    public void Events_are_those_of_the_page() => Assert.Equal(
        Rows(Event()),
        from type in typeof(KvLedger).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        orderby message.EventId
        select $"| {message.EventId} | `{message.EventName}` | {message.Level} |");

    [Fact]
    public void Instruments_are_those_of_the_page()
    {
        RuntimeHelpers.RunClassConstructor(typeof(LedgerMetrics).TypeHandle);
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Name.StartsWith("derp.kv.ledger.", StringComparison.Ordinal))
                    instruments.Add(instrument);
            },
        };
        listener.Start();

        Assert.Equal(
            Rows(Row()).Order(StringComparer.Ordinal),
            instruments.Select(static instrument => $"| `{instrument.Name}` | {(instrument is Histogram<double> ? "histogram" : "counter")} | `{instrument.Unit}` |").Order(StringComparer.Ordinal));
        Assert.All(instruments, static instrument => Assert.False(string.IsNullOrEmpty(instrument.Description)));
    }

    private static IEnumerable<string> Rows(Regex row) => row.Matches(Page()).Select(static match => match.Value);

    private static string Page([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../docs/observability.md"));

    [GeneratedRegex(@"^\| 2[01]\d \| `\w+` \| \w+ \|", RegexOptions.Multiline)]
    private static partial Regex Event();

    [GeneratedRegex(@"^\| `derp\.kv\.ledger\.\w+` \| \w+ \| `[^`]+` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

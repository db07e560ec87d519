using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>What needs somebody: the alarms of the operations guide, as far as the figures of a minute tell them.</summary>
internal static class Alarms
{
    public static IReadOnlyList<Alarm> Of(IReadOnlyList<ProcessSnapshot> processes, IReadOnlyList<RowSum> rows)
    {
        var alarms = new List<Alarm>();
        var clients = processes.SelectMany(static process => process.Clients).ToList();
        Add("error", clients.Count(static client => client.Breaker), n => $"The circuit breaker of reads is open in {n} of {clients.Count} clients: cached calls run their methods.");
        Add("error", clients.Count(static client => client.WriteBreaker), n => $"The circuit breaker of writes is open in {n} of {clients.Count} clients: misses store nothing.");
        Add("error", rows.Sum(static row => row[Figure.ClaimsLost]), static n => $"{n} claims were lost in the last minute: a second execution is possible.");
        Add("error", clients.Sum(static client => client.Lost), static n => $"{n} invalidations were given up since the processes began.");
        Add("warning", clients.Sum(static client => (long)client.Queued), static n => $"{n} invalidations wait for the store.");
        Add("warning", rows.Sum(static row => row[Figure.Uncounted]), static n => $"{n} limited calls were decided without the store in the last minute.");
        Add("warning", rows.Sum(static row => row[Figure.Stale]), static n => $"{n} calls got a value past its lifetime in the last minute.");
        return alarms;

        void Add(string level, long count, Func<long, string> text)
        {
            if (count > 0)
                alarms.Add(new(level, text(count)));
        }
    }
}

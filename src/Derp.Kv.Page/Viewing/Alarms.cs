using Derp.Kv.Page.Figures;
using Derp.Kv.Page.Sharing;

namespace Derp.Kv.Page.Viewing;

/// <summary>What needs somebody: the alarms of the operations guide, as far as figures of a minute tell them.</summary>
internal static class Alarms
{
    public static IReadOnlyList<Alarm> Of(IReadOnlyList<ProcessSnapshot> processes, IReadOnlyList<RowSum> rows)
    {
        var alarms = new List<Alarm>();
        var clients = processes.SelectMany(static process => process.Clients).ToList();
        AddMinute("error", Figure.ClaimsLost, "Claims were lost: a second execution is possible.");
        AddMinute("error", Figure.ResultsLost, "Results of idempotent calls were not stored: a duplicate call may run again.");
        AddMinute("error", Figure.Unprotected, "Idempotent calls ran without protection against duplicates.");
        Add("error", clients.Count(static client => client.Breaker), "The circuit breaker of reads is open: cached calls run their methods.", $"of {clients.Count} clients");
        Add("error", clients.Count(static client => client.WriteBreaker), "The circuit breaker of writes is open: misses store nothing.", $"of {clients.Count} clients");
        Add("error", clients.Sum(static client => client.Lost), "Invalidations were given up: old values can be returned until they expire.", "since the processes began");
        Add("warning", clients.Sum(static client => (long)client.Queued), "Invalidations wait for the store.", "now");
        AddMinute("warning", Figure.FailOpen, "Cached calls continued without the store.");
        AddMinute("warning", Figure.Uncounted, "Limited calls were decided without the store.");
        AddMinute("warning", Figure.Stale, "Calls got a value past its lifetime, because its method fails or hangs.");
        AddMinute("warning", Figure.GivenUp, "Methods were cancelled after ten LockTtl.");
        AddMinute("warning", Figure.NotCached, "Results were too large or could not be serialized: their methods run on every call.");
        return alarms;

        void AddMinute(string level, Figure figure, string text) => Add(level, rows.Sum(row => row[figure]), text, "in the last minute");

        void Add(string level, long count, string text, string when)
        {
            if (count > 0)
                alarms.Add(new(level, text, count, when));
        }
    }
}

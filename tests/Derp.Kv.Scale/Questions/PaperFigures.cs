using Derp.Kv.Scale.Charts;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>How many nodes a load needs, on paper: its commands by what each takes.</summary>
internal static class PaperFigures
{
    /// <summary>How busy a node may be, so that commands do not queue for long.</summary>
    private const double MostBusy = 0.6;

    public static Task WriteAsync(Page page)
    {
        var table = new Table(1, "a second", "commands", "µs each", "nodes, at 60 %");
        Add("100,000 hits of `[Cached]`", 100_000, (CommandKind.Get, 1));
        Add("1,000,000 hits of `[Cached]`", 1_000_000, (CommandKind.Get, 1));
        Add("10,000 misses, nobody waits", 10_000, (CommandKind.Get, 1), (CommandKind.GetOrLease, 1), (CommandKind.CommitLease, 1));
        Add("100,000 calls of `[Idempotent]`, new keys", 100_000, (CommandKind.SetNxGet, 1), (CommandKind.CompleteClaim, 1));
        Add("100,000 replays of `[Idempotent]`", 100_000, (CommandKind.SetNxGet, 1));
        Add("100,000 calls of `[RateLimited]`", 100_000, (CommandKind.AcquirePermit, 1));
        Add("100,000 calls of `[RateLimited]`, `PermitBatch` full at 100", 1_000, (CommandKind.AcquirePermitBatch, 1));
        Add("10,000 invalidations", 10_000, (CommandKind.Invalidate, 1));
        page.Write("scale-paper", table);
        return Task.CompletedTask;

        void Add(string load, int operations, params (CommandKind Kind, int Count)[] commands)
        {
            var each = commands.Sum(static command => command.Count * ServiceTimes.Calibrated.Of(command.Kind, 1) / 10.0);
            var nodes = operations * each / 1e6 / MostBusy;
            table.Row(load, Table.Number(operations * commands.Length), Table.Number(each / commands.Length), Table.Number(Math.Ceiling(nodes * 10) / 10));
        }
    }
}

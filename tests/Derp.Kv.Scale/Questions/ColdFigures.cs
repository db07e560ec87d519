using Derp.Kv.Scale.Charts;
using Derp.Kv.Scale.Peers;

namespace Derp.Kv.Scale.Questions;

/// <summary>Processes that start together.</summary>
internal static class ColdFigures
{
    private static readonly int[] s_sizes = [10, 100, 1_000, 10_000];
    private static readonly int[] s_small = [10, 100];

    public static Task OneKeyAsync(Page page, bool isQuick) => WriteAsync(
        page,
        "scale-cold",
        "One cold key",
        isQuick ? s_small : s_sizes,
        static (reader, size) => new ColdStart(reader, size, Keys: 1, KeysEach: 1));

    // A process needs a tenth of the keys, so that 10,000 processes can be computed.
    public static Task ManyKeysAsync(Page page, bool isQuick) => WriteAsync(
        page,
        "scale-cold-many",
        "1,000 cold keys",
        isQuick ? s_small : s_sizes,
        static (reader, size) => new ColdStart(reader, size, Keys: 1_000, KeysEach: 100));

    public static LineStyle StyleOf(string reader) => reader switch
    {
        ColdReaders.Ours => LineStyle.Ours,
        ColdReaders.None => LineStyle.None,
        ColdReaders.Lock => LineStyle.Lock,
        ColdReaders.Fusion => LineStyle.Peer,
        _ => LineStyle.PeerToo,
    };

    private static async Task WriteAsync(Page page, string name, string title, int[] sizes, Func<string, int, ColdStart> make)
    {
        var plans = ColdReaders.Names.SelectMany(reader => sizes.Select(size => make(reader, size))).ToArray();
        var results = await Figures.AskAsync(plans, static plan => plan.Run());
        var table = new Table(1, "way", "processes", "runs of the body", "most at the source at once", "commands", "messages", "server at work", "half have all values", "all have");
        foreach (var (plan, result) in plans.Zip(results))
        {
            table.Row(
                plan.Reader,
                Table.Number(plan.Processes),
                Table.Number(result.Runs),
                Table.Number(result.MostAtSource),
                Table.Number(result.Load.Commands),
                Table.Number(result.Load.Notices),
                Table.Time(result.Load.Worked),
                Table.Time(result.Half, ColdStart.Patience),
                Table.Time(result.All, ColdStart.Patience));
        }

        page.Write(name, table);
        Figure.Save(
            Path.Combine(page.Folder, name + ".svg"),
            $"{title}: runs of the body, work of the server and time until all processes have the values, by the number of processes, for Derp.Kv and others.",
            PanelOf("Runs of the body", "runs", static result => result.Runs),
            PanelOf("Server", "ms of its thread", static result => result.Load.Worked.TotalMilliseconds),
            PanelOf("Until all have the values", "ms", static result => (result.All ?? ColdStart.Patience).TotalMilliseconds));

        Panel PanelOf(string panel, string unit, Func<ColdResult, double> of)
        {
            var lines = plans.Zip(results).GroupBy(static pair => pair.First.Reader).Select(group =>
                new Series(group.Key, StyleOf(group.Key), [.. group.Select(pair => ((double)pair.First.Processes, of(pair.Second)))])).ToArray();
            var points = lines.SelectMany(static line => line.Points).ToArray();
            return new Panel(panel, Axis.Log("processes", points.Select(static point => point.X)), Axis.Log(unit, points.Select(static point => point.Y)), lines);
        }
    }
}

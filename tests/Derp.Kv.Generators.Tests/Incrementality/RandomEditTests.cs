using System.Globalization;
using Derp.Kv.Generators.Tests.Robustness;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>
/// G1, the other half: whatever is edited, a driver that goes from edit to edit says byte for byte what one says that starts
/// anew. <c>DERP_KV_SEED</c> repeats a run, <c>DERP_KV_LONG=1</c> takes many more edits.
/// </summary>
public class RandomEditTests
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";

    // Each run starts from a state of its own, so that a fault shows after few edits.
    private static readonly int s_runs = s_long ? 60 : 5;

    [Fact]
    public void Edits_of_meaning_give_what_a_fresh_run_gives()
    {
        var generated = new HashSet<string>(StringComparer.Ordinal);
        Repeat(random =>
        {
            var chosen = Workshop.Parts.ToDictionary(static p => p.Key, p => random.Next(8) == 0 ? random.Next(p.Value.Length) : 0, StringComparer.Ordinal);
            var names = chosen.Keys.Order(StringComparer.Ordinal).ToList();
            var project = new EditedProject();
            return (project, () =>
            {
                var log = new List<string>();
                for (var i = random.Next(1, 3); i > 0; i--)
                {
                    var name = names[random.Next(names.Count)];
                    // The first form is the one that works with all others.
                    chosen[name] = chosen[name] != 0 && random.Next(3) > 0 ? 0 : random.Next(1, Workshop.Parts[name].Length);
                    log.Add($"{name} = {Workshop.Parts[name][chosen[name]]}");
                }

                project.Become(Workshop.Text(chosen));
                return string.Join("; ", log);
            });
        }, edits: 50, generated);

        // Edits that change nothing would show nothing.
        Assert.True(generated.Count > s_runs * 10, $"Only {generated.Count} different outputs.");
    }

    [Fact]
    public void Edits_of_text_give_what_a_fresh_run_gives()
    {
        Repeat(random =>
        {
            var texts = Corpus.Files.Select(static f => f.Text).ToList();
            var mutation = new Mutation(random);
            var project = new EditedProject();
            return (project, () =>
            {
                var at = random.Next(texts.Count);
                // Back to what it was, every other time: else nothing would be left of the code.
                texts[at] = texts[at] == Corpus.Files[at].Text ? mutation.Of(texts[at]) : Corpus.Files[at].Text;
                project.Become(texts);
                return texts[at];
            });
        }, edits: 15, []);
    }

    private static void Repeat(Func<Random, (EditedProject Project, Func<string> Edit)> start, int edits, HashSet<string> generated)
    {
        var seed = Seed();
        Parallel.For(0, s_runs, run =>
        {
            var (project, edit) = start(new Random(unchecked((seed * 1009) + run)));
            var log = new Queue<string>();
            for (var i = 0; i < edits; i++)
            {
                log.Enqueue(edit());
                if (log.Count > 5)
                    log.Dequeue();
                var (edited, fresh) = project.Generate(TestContext.Current.CancellationToken);
                lock (generated)
                    generated.Add(fresh);
                if (edited != fresh)
                    Assert.Fail($"DERP_KV_SEED={seed}, run {run}, edit {i}; the last edits:\n{string.Join("\n", log)}\n{Difference(edited, fresh)}");
            }
        });
    }

    private static string Difference(string edited, string fresh)
    {
        var (a, b) = (edited.Split('\n'), fresh.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(a.Length, b.Length)).FirstOrDefault(i => a[i] != b[i], Math.Min(a.Length, b.Length));
        return $"line {at}\nedited: {a.ElementAtOrDefault(at)}\nfresh:  {b.ElementAtOrDefault(at)}";
    }

    private static int Seed()
    {
        var chosen = Environment.GetEnvironmentVariable("DERP_KV_SEED");
        return chosen is { Length: > 0 } ? int.Parse(chosen, CultureInfo.InvariantCulture) : s_long ? Environment.TickCount : 1;
    }
}

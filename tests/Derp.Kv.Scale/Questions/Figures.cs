using Derp.Kv.Scale.Charts;

namespace Derp.Kv.Scale.Questions;

/// <summary>
/// Answers the questions of docs/scale.md: writes its tables and draws its charts. Two answers are computed at a time, one a thread; which two does not change them.
/// </summary>
internal static class Figures
{
    private static readonly Dictionary<string, Func<Page, bool, Task>> s_all = new(StringComparer.Ordinal)
    {
        ["cold"] = ColdFigures.OneKeyAsync,
        ["cold-many"] = ColdFigures.ManyKeysAsync,
        ["hot"] = HotFigures.WriteAsync,
        ["notices"] = NoticeFigures.WriteAsync,
        ["limit"] = LimitFigures.WriteAsync,
        ["failover"] = FailoverFigures.WriteAsync,
        ["paper"] = static (page, _) => PaperFigures.WriteAsync(page),
    };

    /// <param name="page">The path of docs/scale.md; charts go to the folder beside it.</param>
    /// <param name="names">Which; none: all.</param>
    /// <param name="isQuick">Whether sizes are small, to see that it works.</param>
    public static async Task RunAsync(string page, string[] names, bool isQuick)
    {
        foreach (var (name, write) in s_all)
        {
            if (names.Length > 0 && !names.Contains(name))
                continue;
            var began = DateTime.UtcNow;
            await write(new Page(page), isQuick);
            Console.WriteLine($"{name}: {(DateTime.UtcNow - began).TotalSeconds:0} s");
        }
    }

    /// <summary>The answers, in the order of the questions.</summary>
    public static async Task<TAnswer[]> AskAsync<TQuestion, TAnswer>(IReadOnlyList<TQuestion> questions, Func<TQuestion, TAnswer> ask)
    {
        var answers = new TAnswer[questions.Count];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (i, _) =>
        {
            answers[i] = ask(questions[i]);
            return default;
        });
        return answers;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Quickstart;

/// <summary>Prints the table, and remembers whether everything in it was so.</summary>
internal sealed class Show
{
    public bool AllTrue { get; private set; } = true;

    public static void Title(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    public static void Say(string text) => Console.WriteLine($"  {text}");

    /// <summary>One row: what was done, what was seen, and whether that is what was promised.</summary>
    public void Row(string what, string seen, bool asPromised)
    {
        AllTrue &= asPromised;
        Console.WriteLine($"  {(asPromised ? "ok " : "NOT")}  {what,-44}  {seen}");
    }

    /// <summary>Waits, for five seconds at most.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds() && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5))
            await Task.Delay(1);
    }

    public static async Task<(T Result, string Time)> TimeAsync<T>(Func<Task<T>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await call();
        return (result, Stopwatch.GetElapsedTime(started).TotalMilliseconds.ToString("0.000 ms", CultureInfo.InvariantCulture));
    }
}

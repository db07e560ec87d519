using System.Globalization;
using Derp.Kv.Soak;

if (!Arguments.TryParse(args, out var time, out var seed))
{
    await Console.Error.WriteLineAsync("Usage: Derp.Kv.Soak [--minutes N | --seconds N] [--seed N]");
    return 2;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak of {time.TotalSeconds:F0} s, --seed {seed}"));

// Four fifths of the time nothing happens that may cost a record; in the last, everything does.
var kept = await Phase.RunAsync(Losses.None, time * 0.8, seed);
Console.WriteLine(kept);
var lost = await Phase.RunAsync(Losses.Records, time * 0.2, seed);
Console.WriteLine(lost);
Console.WriteLine(Report.Total(kept, lost));
return kept.KeepsPromises && lost.KeepsPromises ? 0 : 1;

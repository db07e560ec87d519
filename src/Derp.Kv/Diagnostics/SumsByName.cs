using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Diagnostics;

/// <summary>One measurement for each name: several objects can have the same. Without LINQ, whose grouping makes a program that is compiled ahead of time larger.</summary>
internal static class SumsByName
{
    public static Measurement<long>[] Of<T>(ConditionalWeakTable<T, string> all, Func<T, long> what, string tag)
        where T : class
    {
        // A few names: a table would be more code than it saves time.
        var names = new List<string>();
        var sums = new List<long>();
        foreach (var (each, name) in all)
        {
            var at = names.IndexOf(name);
            if (at < 0)
            {
                names.Add(name);
                sums.Add(what(each));
            }
            else
            {
                sums[at] += what(each);
            }
        }

        var measurements = new Measurement<long>[names.Count];
        for (var i = 0; i < measurements.Length; i++)
            measurements[i] = new(sums[i], new KeyValuePair<string, object?>(tag, names[i]));
        return measurements;
    }
}

using System.Diagnostics.Metrics;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// Calls listeners of the application. Loggers, meter listeners and activity listeners run inside the call that
/// notifies them; the exception of one is swallowed, and the call continues.
/// </summary>
internal static class Quietly
{
    /// <summary>The created object; null if a listener that is told of it throws.</summary>
    public static T? Get<T>(Func<T> make)
        where T : class?
    {
        try
        {
            return make();
        }
#pragma warning disable CA1031 // Any exception of a listener is swallowed.
        catch
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public static void Count(Counter<long>? counter, in KeyValuePair<string, object?> tag) => Add(counter, 1, tag);

    public static void Add(Counter<long>? counter, long amount, in KeyValuePair<string, object?> tag)
    {
        if (counter is not { Enabled: true })
            return;
        try
        {
            counter.Add(amount, tag);
        }
#pragma warning disable CA1031 // Any exception of a listener is swallowed.
        catch
#pragma warning restore CA1031
        {
        }
    }

    public static void Count(Counter<long>? counter, in KeyValuePair<string, object?> first, in KeyValuePair<string, object?> second)
    {
        if (counter is not { Enabled: true })
            return;
        try
        {
            counter.Add(1, first, second);
        }
#pragma warning disable CA1031 // Any exception of a listener is swallowed.
        catch
#pragma warning restore CA1031
        {
        }
    }

    public static void Count(Counter<long>? counter, in KeyValuePair<string, object?> first, in KeyValuePair<string, object?> second, in KeyValuePair<string, object?> third)
    {
        if (counter is not { Enabled: true })
            return;
        try
        {
            counter.Add(1, first, second, third);
        }
#pragma warning disable CA1031 // Any exception of a listener is swallowed.
        catch
#pragma warning restore CA1031
        {
        }
    }

    public static void Record(Histogram<double>? histogram, TimeSpan duration, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (histogram is not { Enabled: true })
            return;
        try
        {
            histogram.Record(duration.TotalSeconds, tags);
        }
#pragma warning disable CA1031 // Any exception of a listener is swallowed.
        catch
#pragma warning restore CA1031
        {
        }
    }
}

using System.Text;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>The counter of a limit, of each algorithm.</summary>
internal static class CounterForm
{
    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? Read(Row row, byte[] bytes)
    {
        if (CounterText.TryParse(bytes, out var alone))
        {
            row.Add("algorithm", nameof(RateLimitAlgorithm.FixedWindow));
            row.Add("count", alone);
        }
        else if (FixedWindowState.TryParse(bytes, window: 1, out var fixedWindow))
        {
            row.Add("algorithm", nameof(RateLimitAlgorithm.FixedWindow));
            row.Add("count", fixedWindow.Count);
            row.Add("window", TimeSpan.FromMilliseconds(fixedWindow.Window));
        }
        else if (SlidingWindowState.TryParse(bytes, out var sliding))
        {
            row.Add("algorithm", nameof(RateLimitAlgorithm.SlidingWindow));
            row.Add("current", sliding.Current);
            row.Add("previous", sliding.Previous);
            row.Add("window", TimeSpan.FromMilliseconds(sliding.Window));
            row.Add("begun", DateTimeOffset.UnixEpoch.AddMilliseconds(sliding.Index * sliding.Window));
        }
        else if (TokenBucketState.TryParse(bytes, out var bucket))
        {
            row.Add("algorithm", nameof(RateLimitAlgorithm.TokenBucket));
            row.Add("lacking", bucket.Units);
            row.Add("at", MomentOf(bucket.Time));
            row.Add("unitEveryMs", bucket.Interval / (bucket.Scale * 1000.0));
        }
        else
        {
            return "is no counter of a limit";
        }

        row.Add("stored", Encoding.ASCII.GetString(bytes));
        return null;
    }

    // The last moment of the calendar, for a time that a server cannot have written.
    private static DateTimeOffset MomentOf(long microseconds) =>
        microseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000 ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds) : DateTimeOffset.MaxValue;
}

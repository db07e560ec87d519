using Derp.Kv.Page.Figures;

namespace Derp.Kv.Page.Tests;

/// <summary>Percentiles of durations.</summary>
public class BucketTests
{
    [Theory]
    [InlineData(0.5, 0.050)]
    [InlineData(0.95, 0.095)]
    [InlineData(0.99, 0.099)]
    public void A_percentile_is_right_within_a_tenth(double part, double expected)
    {
        var buckets = new DurationBuckets();
        for (var i = 1; i <= 1000; i++)
            buckets.Add(i * 0.0001);
        Assert.InRange(DurationBuckets.Percentile(buckets.Read(), part)!.Value, expected * 0.9, expected * 1.1);
    }

    [Theory]
    [InlineData(0, 10e-6)]
    [InlineData(10e-6, 10e-6)]
    [InlineData(120, 120)]
    [InlineData(100_000, 120)]
    public void Durations_outside_the_bounds_count_as_the_bounds(double seconds, double expected)
    {
        var buckets = new DurationBuckets();
        buckets.Add(seconds);
        Assert.InRange(DurationBuckets.Percentile(buckets.Read(), 0.99)!.Value, expected * 0.9, expected * 1.1);
    }

    [Fact]
    public void Without_a_duration_there_is_no_percentile() => Assert.Null(DurationBuckets.Percentile(new DurationBuckets().Read(), 0.5));
}

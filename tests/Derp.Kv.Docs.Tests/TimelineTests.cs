using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Docs.Tests;

// The timeline of a sliding window on docs/rate-limiting.md is what a limiter answers.
public sealed partial class TimelineTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Sliding_window_answers_as_the_page_says()
    {
        var clock = new FakeTimeProvider(s_noon);
        await using var kv = new MemoryKvClient(new KvClientOptions { TimeProvider = clock });
        var rows = Row().Matches(Repository.Read("docs/rate-limiting.md"));

        Assert.Equal(5, rows.Count);
        foreach (Match row in rows)
        {
            clock.SetUtcNow(s_noon + (TimeSpan.Parse(row.Groups["time"].Value, CultureInfo.InvariantCulture) - TimeSpan.FromHours(12)));
            var result = await kv.RateLimitAsync(
                "page", limit: 10, TimeSpan.FromMinutes(1), algorithm: RateLimitAlgorithm.SlidingWindow, cost: int.Parse(row.Groups["cost"].Value, CultureInfo.InvariantCulture),
                cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(row.Groups["answer"].Value != "denied", result.Allowed);
            Assert.Equal(row.Groups["wait"] is { Success: true } wait ? int.Parse(wait.Value, CultureInfo.InvariantCulture) : null, result.RetryAfter?.TotalSeconds);
            Assert.Equal(long.Parse(row.Groups["left"].Value, CultureInfo.InvariantCulture), result.Remaining);
        }
    }

    [GeneratedRegex(
        """^\| (?<time>\d\d:\d\d:\d\d) \| [^|]* \| (?<cost>\d+) \| (?<answer>admitted|denied|a look)(?:, `RetryAfter` (?<wait>\d+) s)? \| (?<left>\d+) \|$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}

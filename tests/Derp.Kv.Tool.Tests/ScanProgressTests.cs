using Derp.Kv.Tool.Output;
using Derp.Kv.Tool.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tool.Tests;

public class ScanProgressTests
{
    [Fact]
    public void A_long_scan_tells_how_far_it_is_and_leaves_nothing_behind() =>
        Assert.Equal("\r25% of 4,000 keys, 3 found\u001b[K\r75% of 4,000 keys, 5 found\u001b[K\r\u001b[K", Progress(isTerminal: true, [600, 50, 100]));

    [Fact]
    public void A_short_scan_tells_nothing() => Assert.Empty(Progress(isTerminal: true, [100, 100, 100]));

    [Fact]
    public void Nothing_is_told_to_a_file() => Assert.Empty(Progress(isTerminal: false, [600, 600, 600]));

    private static string Progress(bool isTerminal, int[] steps)
    {
        var time = new FakeTimeProvider();
        using var errors = new StringWriter();
        using (var progress = new ScanProgress(new ToolSetting { IsTerminal = isTerminal, Time = time }.Around(Stream.Null, errors)))
        {
            for (var i = 0; i < steps.Length; i++)
            {
                time.Advance(TimeSpan.FromMilliseconds(steps[i]));
                progress.Report(1000 * (i + 1), 4000, 3 + i);
            }
        }

        return errors.ToString();
    }
}

using Derp.Kv.Valkey.Channel;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class SubscriptionWatchTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private Func<Task<bool>> _look = static () => Task.FromResult(true);
    private int _gaps;

    private SubscriptionWatch Watch() => new(() => _look(), () => _gaps++, _time);

    [Fact]
    public void N10_A_subscription_that_is_lost_and_found_again_is_two_gaps()
    {
        using var watch = Watch();
        _time.Advance(3 * s_second);
        Assert.Equal(0, _gaps);

        _look = static () => Task.FromResult(false);
        _time.Advance(3 * s_second);
        Assert.Equal(1, _gaps);

        _look = static () => Task.FromResult(true);
        _time.Advance(3 * s_second);
        Assert.Equal(2, _gaps);
    }

    [Fact]
    public void N10_What_cannot_be_asked_counts_as_lost()
    {
        using var watch = Watch();
        _look = static () => throw new InvalidOperationException("The library is busy.");
        _time.Advance(s_second);
        Assert.Equal(1, _gaps);
    }

    [Fact]
    public void N10_After_its_end_it_looks_no_more()
    {
        Watch().Dispose();
        _look = static () => Task.FromResult(false);
        _time.Advance(3 * s_second);
        Assert.Equal(0, _gaps);
    }
}

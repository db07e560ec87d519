using Derp.Kv.Valkey.Channel;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Valkey.Tests.Glide;

/// <summary>C16: a subscription that the server refuses, of which the library says nothing, ends in polling and not in a storm.</summary>
public sealed class ConfirmationTests
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    [Fact]
    public async Task C16_What_is_so_at_once_needs_no_wait() =>
        await Confirmation.WaitAsync(static () => Task.FromResult(true), TimeSpan.FromSeconds(2), _time);

    [Fact]
    public async Task C16_It_is_looked_for_until_it_is_so()
    {
        var looks = 0;
        var waiting = Confirmation.WaitAsync(() => Task.FromResult(++looks == 4), TimeSpan.FromSeconds(2), _time);
        while (!waiting.IsCompleted)
            _time.Advance(TimeSpan.FromMilliseconds(5));
        await waiting;
        Assert.Equal(4, looks);
    }

    // The rights that the user lacks do not come within the time-out; a look costs a call into the library and no command.
    [Fact]
    public async Task C16_What_the_server_refuses_ends_with_the_time_out_after_few_looks()
    {
        var looks = 0;
        var waiting = Confirmation.WaitAsync(
            () =>
            {
                looks++;
                return Task.FromResult(false);
            },
            TimeSpan.FromSeconds(2),
            _time);
        while (!waiting.IsCompleted)
            _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Contains("SUBSCRIBE", (await Assert.ThrowsAsync<KvException>(() => waiting)).Message, StringComparison.Ordinal);
        Assert.InRange(looks, 2, 40);
    }
}

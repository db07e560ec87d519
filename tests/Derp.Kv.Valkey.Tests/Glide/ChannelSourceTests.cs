using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Tests.Glide.Resp;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Valkey.Tests.Glide;

public sealed class ChannelSourceTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly StubConnector _connector = new();
    private readonly ChannelSource _source;

    public ChannelSourceTests() => _source = new ChannelSource(_connector, new ValkeyConfig { Password = "first" }, s_timeout, _time);

    [Fact]
    public async Task Many_first_operations_share_one_attempt_and_one_channel()
    {
        var waiters = Enumerable.Range(0, 64).Select(_ => OpenAsync()).ToArray();
        var attempt = await _connector.NextAsync();
        var channel = attempt.Succeed();
        Assert.All(await Task.WhenAll(waiters), opened => Assert.Same(channel, opened));
        Assert.Same(channel, await OpenAsync());
        Assert.Same(channel, _source.Current);
        Assert.Equal(1, _connector.Count);
    }

    [Fact]
    public async Task Failed_attempt_is_told_without_another_until_a_pause_has_passed()
    {
        var first = OpenAsync();
        (await _connector.NextAsync()).Fail(new ConnectionException("hunter2"));
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => first)).OutcomeUnknown);
        Assert.Null(_source.Current);

        await Assert.ThrowsAsync<KvUnavailableException>(OpenAsync);
        Assert.Equal(1, _connector.Count);

        _time.Advance(TimeSpan.FromMilliseconds(250));
        var second = OpenAsync();
        var channel = (await _connector.NextAsync()).Succeed();
        Assert.Same(channel, await second);
    }

    [Fact]
    public async Task Attempt_that_hangs_holds_each_caller_for_his_time_only_and_serves_those_who_come_later()
    {
        var first = OpenAsync();
        var attempt = await _connector.NextAsync();
        _time.Advance(s_timeout);
        Assert.False((await Assert.ThrowsAsync<KvUnavailableException>(() => first)).OutcomeUnknown);

        var second = OpenAsync();
        attempt.Succeed();
        await second;
        Assert.Equal(1, _connector.Count);
    }

    [Fact]
    public async Task Caller_who_cancels_leaves_the_attempt_to_the_others()
    {
        using var source = new CancellationTokenSource();
        var leaver = _source.OpenAsync(new Deadline(s_timeout, _time), source.Token).AsTask();
        var other = OpenAsync();
        var attempt = await _connector.NextAsync();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        attempt.Succeed();
        await other;
    }

    [Fact]
    public async Task Channel_is_closed_with_the_source_and_none_is_opened_after()
    {
        var opening = OpenAsync();
        var channel = (await _connector.NextAsync()).Succeed();
        await opening;
        await _source.CloseAsync();
        Assert.True(channel.IsDisposed);
    }

    [Fact]
    public async Task Channel_that_comes_after_the_close_is_closed_too()
    {
        _ = OpenAsync();
        var attempt = await _connector.NextAsync();
        await _source.CloseAsync();
        var channel = attempt.Succeed();
        await channel.Disposed;
    }

    [Fact]
    public async Task Source_that_was_never_used_closes_and_opens_no_more()
    {
        await _source.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(OpenAsync);
        Assert.Equal(0, _connector.Count);
    }

    [Fact]
    public async Task Changed_password_is_the_next_attempts()
    {
        Assert.Null(_source.ChangePassword("second"));
        var opening = OpenAsync();
        var attempt = await _connector.NextAsync();
        Assert.Equal("second", attempt.Password);

        // One that is under way has the old password, and its channel must be told.
        Assert.NotNull(_source.ChangePassword("third"));
        attempt.Fail(new ConnectionException("AuthenticationFailed"));
        Assert.IsType<KvException>(await Assert.ThrowsAsync<KvException>(() => opening));
        Assert.Null(_source.ChangePassword("fourth"));

        _time.Advance(TimeSpan.FromMilliseconds(250));
        _ = OpenAsync();
        Assert.Equal("fourth", (await _connector.NextAsync()).Password);
    }

    private Task<ICommandChannel> OpenAsync() => _source.OpenAsync(new Deadline(s_timeout, _time), CancellationToken.None).AsTask();
}

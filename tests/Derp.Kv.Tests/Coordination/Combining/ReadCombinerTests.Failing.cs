using System.Globalization;
using Derp.Kv.Coordination.Combining;

namespace Derp.Kv.Tests.Coordination.Combining;

// Callers that leave, commands that are lost or refused, and time that runs out.
public sealed partial class ReadCombinerTests
{
    [Fact]
    public async Task C2_A_caller_that_leaves_ends_at_once_and_the_others_get_their_values()
    {
        using var leaves = new CancellationTokenSource();
        _ = _wire.ReadAsync("a");
        Task<string?>[] others = [_wire.ReadAsync("b"), _wire.ReadAsync("d")];
        var leaving = _wire.ReadAsync("c", leaves.Token);
        _wire.Work();

        await leaves.CancelAsync();
        Assert.Equal(leaves.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving)).CancellationToken);
        _wire.Sent[1].Answer();
        Assert.Equal(["value of b", "value of d"], await Task.WhenAll(others));
    }

    [Fact]
    public async Task C2_What_nobody_waits_for_any_more_is_not_asked_for()
    {
        using var leaves = new CancellationTokenSource();
        _ = _wire.ReadAsync("a");
        _ = _wire.ReadAsync("b");
        var leaving = _wire.ReadAsync("c", leaves.Token);
        _ = _wire.ReadAsync("d");
        await leaves.CancelAsync();
        _wire.Work();

        Assert.Equal("MGET b d", _wire.Sent[1].ToString());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
    }

    [Fact]
    public async Task C28_A_lost_command_is_one_failure_however_many_calls_shared_it()
    {
        _ = _wire.ReadAsync("a");
        Task<string?>[] reads = [_wire.ReadAsync("b"), _wire.ReadAsync("c"), _wire.ReadAsync("d")];
        _wire.Work();
        _wire.Sent[1].Reply.SetException(new IOException("The connection broke."));

        var counted = 0;
        foreach (var read in reads)
        {
            var lost = await Assert.ThrowsAsync<LostCommandException>(() => read);
            Assert.IsType<IOException>(lost.InnerException);
            counted += lost.TryCount() ? 1 : 0;
        }

        Assert.Equal(1, counted);
        Assert.Equal(2, _wire.Sent.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_command_is_sent_again_as_single_reads_once(bool lasts)
    {
        _wire.Refusal = lasts ? Refusal.Lasting : Refusal.Once;
        _ = _wire.ReadAsync("a");
        Task<string?>[] reads = [_wire.ReadAsync("b"), _wire.ReadAsync("c")];
        _wire.Work();
        _wire.Sent[1].Reply.SetException(new CombinedWire.RefusedException());

        Assert.Equal("GET a; MGET b c; GET b; GET c", _wire.ToString());
        _wire.Sent[2].Answer();
        _wire.Sent[3].Reply.SetException(new CombinedWire.RefusedException());
        Assert.Equal("value of b", await reads[0]);
        await Assert.ThrowsAsync<CombinedWire.RefusedException>(() => reads[1]);
        Assert.Equal(4, _wire.Sent.Count);

        _ = _wire.ReadAsync("d");
        _ = _wire.ReadAsync("e");
        _wire.Work();
        Assert.Equal(lasts ? "GET d; GET e" : "MGET d e", string.Join("; ", _wire.Sent.Skip(4)));

        // Permissions are granted again.
        _wire.Time.Advance(TimeSpan.FromSeconds(30));
        _ = _wire.ReadAsync("f");
        _ = _wire.ReadAsync("g");
        _wire.Work();
        Assert.Equal("MGET f g", _wire.Sent[^1].ToString());
    }

    [Fact]
    public async Task C25_A_read_that_could_not_be_sent_in_time_fails_as_not_executed()
    {
        _ = _wire.ReadAsync("a");
        var overdue = _wire.ReadAsync("b");
        _wire.Time.Advance(CombinedWire.Timeout - TimeSpan.FromMilliseconds(1));
        var other = _wire.ReadAsync("c");
        _wire.Time.Advance(TimeSpan.FromMilliseconds(1));
        _wire.Work();

        var cause = Assert.IsType<KvUnavailableException>((await Assert.ThrowsAsync<LostCommandException>(() => overdue)).InnerException);
        Assert.False(cause.OutcomeUnknown);
        Assert.Equal("GET a; GET c", _wire.ToString());
        Assert.False(other.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C28_A_read_has_its_time_from_when_its_caller_asked(bool endsInTime)
    {
        // The library's own time begins when the command is sent.
        _wire.EndsInTime = endsInTime;
        _ = _wire.ReadAsync("a");
        var older = _wire.ReadAsync("b");
        _wire.Time.Advance(CombinedWire.Timeout / 2);
        var younger = _wire.ReadAsync("c");
        _wire.Work();

        _wire.Time.Advance(CombinedWire.Timeout / 2);
        var cause = Assert.IsType<KvUnavailableException>((await Assert.ThrowsAsync<LostCommandException>(() => older)).InnerException);
        Assert.True(cause.OutcomeUnknown);
        Assert.False(younger.IsCompleted);

        _wire.Time.Advance(CombinedWire.Timeout / 2);
        await Assert.ThrowsAsync<LostCommandException>(() => younger);

        // The answer is nobody's any more.
        _wire.Sent[1].Answer();
        var next = _wire.ReadAsync("d");
        _wire.Work();
        _wire.Sent[2].Answer();
        Assert.Equal("value of d", await next);
    }
}

using System.Globalization;
using Derp.Kv.Coordination.Combining;

namespace Derp.Kv.Tests.Coordination.Combining;

public sealed class ReadCombinerTests
{
    private readonly CombinedWire _wire = new();

    [Fact]
    public async Task C15_A_read_goes_out_at_once_when_no_other_is_on_its_way()
    {
        var first = _wire.ReadAsync("a");
        Assert.Equal("GET a", _wire.ToString());
        _wire.Sent[0].Answer();
        Assert.Equal("value of a", await first);

        var second = _wire.ReadAsync("b");
        Assert.Equal("GET a; GET b", _wire.ToString());
        _wire.Sent[1].Answer();
        Assert.Equal("value of b", await second);
        Assert.Equal(0, _wire.Queued);
    }

    [Fact]
    public async Task C15_Reads_beside_one_that_is_on_its_way_share_a_command_that_waits_for_no_answer()
    {
        _ = _wire.ReadAsync("a");
        Task<string?>[] others = [_wire.ReadAsync("b"), _wire.ReadAsync("c")];
        Assert.Equal("GET a", _wire.ToString());
        Assert.Equal(1, _wire.Queued);

        _wire.Work();
        Assert.Equal("GET a; MGET b c", _wire.ToString());

        // The next list neither waits for the first command nor for the second.
        Task<string?>[] later = [_wire.ReadAsync("d"), _wire.ReadAsync("e")];
        _wire.Work();
        Assert.Equal("GET a; MGET b c; MGET d e", _wire.ToString());

        _wire.Sent[2].Answer();
        Assert.Equal(["value of d", "value of e"], await Task.WhenAll(later));
        _wire.Sent[1].Answer();
        Assert.Equal(["value of b", "value of c"], await Task.WhenAll(others));
    }

    [Fact]
    public async Task A_list_of_one_is_a_plain_read()
    {
        _ = _wire.ReadAsync("a");
        var second = _wire.ReadAsync("b");
        _wire.Work();

        Assert.Equal("GET a; GET b", _wire.ToString());
        _wire.Sent[1].Answer();
        Assert.Equal("value of b", await second);
    }

    [Fact]
    public async Task A_list_that_is_full_is_sent_by_the_call_that_fills_it()
    {
        _ = _wire.ReadAsync("a");
        var reads = Enumerable.Range(0, ReadCombiner.MostCalls).Select(i => _wire.ReadAsync(i.ToString(CultureInfo.InvariantCulture))).ToArray();

        Assert.Equal(ReadCombiner.MostCalls, _wire.Sent.Skip(1).Sum(static command => command.Keys.Length));
        _wire.Work();
        Assert.Equal(1 + (ReadCombiner.MostCalls / 16), _wire.Sent.Count);
        _wire.Sent.ForEach(static command => command.Answer());
        Assert.Equal("value of 7", (await Task.WhenAll(reads))[7]);
    }

    [Fact]
    public async Task A_command_has_few_keys_until_values_are_known_to_be_small()
    {
        _ = _wire.ReadAsync("a");
        var longest = new List<int>();
        for (var round = 0; round < 40; round++)
        {
            var before = _wire.Sent.Count;
            var reads = Enumerable.Range(0, 100).Select(i => _wire.ReadAsync($"key {i}")).ToArray();
            _wire.Work();
            var commands = _wire.Sent[before..];
            commands.ForEach(static command => command.Answer());
            await Task.WhenAll(reads);
            longest.Add(commands.Max(static command => command.Keys.Length));
        }

        Assert.Equal(16, longest[0]);
        Assert.Equal(ReadCombiner.MostCalls, longest[^1]);
    }

    [Fact]
    public async Task Values_of_some_size_are_read_by_commands_of_fewer_keys()
    {
        _ = _wire.ReadAsync("a");
        await RoundAsync(new byte[LargeKeys.Bytes - 1]);
        var sent = _wire.Sent.Count;
        await RoundAsync(new byte[LargeKeys.Bytes - 1]);

        // At most 256 KB a command.
        Assert.All(_wire.Sent.Skip(sent), static command => Assert.InRange(command.Keys.Length, 2, 17));

        async Task RoundAsync(byte[] value)
        {
            var reads = Enumerable.Range(0, 60).Select(i => _wire.ReadAsync($"key {i}")).ToArray();
            var before = _wire.Sent.Count;
            _wire.Work();
            foreach (var command in _wire.Sent.Skip(before).ToArray())
                command.Reply.SetResult([.. command.Keys.Select(_ => value)]);
            await Task.WhenAll(reads);
        }
    }

    [Fact]
    public async Task A_value_that_is_known_to_be_large_is_read_alone_until_it_is_small()
    {
        _ = _wire.ReadAsync("a");
        Task<string?>[] first = [_wire.ReadAsync("large"), _wire.ReadAsync("b")];
        _wire.Work();
        _wire.Sent[1].Reply.SetResult([new byte[LargeKeys.Bytes], new byte[1]]);
        await Task.WhenAll(first);

        _ = _wire.ReadAsync("large");
        _ = _wire.ReadAsync("b");
        Assert.Equal("GET large", _wire.Sent[2].ToString());

        _wire.Reads.Note("large"u8.ToArray(), 10);
        _ = _wire.ReadAsync("large");
        _wire.Work();
        Assert.Equal("MGET b large", _wire.Sent[3].ToString());
    }

    [Fact]
    public async Task Several_keys_that_belong_together_are_read_at_one_moment_beside_others()
    {
        _ = _wire.ReadAsync("a");
        var one = _wire.ReadAsync("b");
        var several = _wire.Reads.TryReadAsync(["c"u8.ToArray(), "d"u8.ToArray()], default)!.Value;
        _wire.Work();

        Assert.Equal("MGET b c d", _wire.Sent[1].ToString());
        _wire.Sent[1].Reply.SetResult([[1], [2], null]);
        Assert.Equal("\u0001", await one);
        Assert.Equal([[2], null], await several);
    }

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
    public void On_a_cluster_each_read_has_its_own_command()
    {
        _wire.IsOneServer = false;
        _ = _wire.ReadAsync("a");
        _ = _wire.ReadAsync("b");
        _ = _wire.ReadAsync("c");

        Assert.Equal("GET a; GET b; GET c", _wire.ToString());
        Assert.Null(_wire.Reads.TryReadAsync(["d"u8.ToArray()], default));
        Assert.Equal(0, _wire.Queued);
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

    [Fact]
    public async Task Calls_are_used_again_and_keep_nothing_of_their_use_before()
    {
        using var before = new CancellationTokenSource();
        _ = _wire.ReadAsync("a");
        Task<string?>[] first = [_wire.ReadAsync("b", before.Token), _wire.ReadAsync("c", before.Token)];
        _wire.Work();
        _wire.Sent[1].Answer();
        await Task.WhenAll(first);

        Task<string?>[] second = [_wire.ReadAsync("d"), _wire.ReadAsync("e")];
        await before.CancelAsync();
        _wire.Work();
        _wire.Sent[2].Answer();
        Assert.Equal(["value of d", "value of e"], await Task.WhenAll(second));
    }
}

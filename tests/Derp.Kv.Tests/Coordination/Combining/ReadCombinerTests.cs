using System.Globalization;
using Derp.Kv.Coordination.Combining;

namespace Derp.Kv.Tests.Coordination.Combining;

public sealed partial class ReadCombinerTests
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

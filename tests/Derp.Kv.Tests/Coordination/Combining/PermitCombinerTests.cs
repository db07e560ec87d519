using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Holds;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Coordination.Combining;

public sealed class PermitCombinerTests
{
    private static readonly RateLimitResult s_allowed = new(Allowed: true, Limit: 5, Count: 1, Remaining: 4, RetryAfter: null, TimeSpan.FromMinutes(1), Counted: true);

    private readonly Wire _wire = new();

    [Fact]
    public async Task R6_Calls_beside_one_that_is_on_its_way_share_a_script()
    {
        Assert.True(_wire.Permits.TryGoAlone());
        Task<RateLimitResult>[] calls = [_wire.AcquireAsync("a"), _wire.AcquireAsync("b"), _wire.AcquireAsync("a")];
        _wire.Work();

        // In their order, so that the second call of a key sees the first.
        Assert.Equal("a b a", Assert.Single(_wire.Sent));
        _wire.Reply.SetResult([new(s_allowed, null), new(default, new KvException("Not a counter.")), new(s_allowed with { Remaining = 3 }, null)]);
        Assert.Equal(4, (await calls[0]).Remaining);
        await Assert.ThrowsAsync<KvException>(() => calls[1]);
        Assert.Equal(3, (await calls[2]).Remaining);
    }

    [Fact]
    public async Task A_call_whose_caller_left_before_it_was_sent_is_not_counted()
    {
        using var leaves = new CancellationTokenSource();
        Assert.True(_wire.Permits.TryGoAlone());
        _ = _wire.AcquireAsync("a");
        var leaving = _wire.AcquireAsync("b", leaves.Token);
        _ = _wire.AcquireAsync("c");
        await leaves.CancelAsync();
        _wire.Work();

        Assert.Equal("a c", Assert.Single(_wire.Sent));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
    }

    [Fact]
    public async Task R14_A_script_without_an_answer_is_not_sent_again()
    {
        Assert.True(_wire.Permits.TryGoAlone());
        Task<RateLimitResult>[] calls = [_wire.AcquireAsync("a"), _wire.AcquireAsync("b")];
        _wire.Work();
        _wire.Reply.SetException(new IOException("The connection broke."));

        foreach (var call in calls)
            await Assert.ThrowsAsync<LostCommandException>(() => call);
        Assert.Single(_wire.Sent);
    }

    [Fact]
    public async Task A_script_that_is_refused_before_it_began_is_sent_again_as_single_calls()
    {
        Assert.True(_wire.Permits.TryGoAlone());
        Task<RateLimitResult>[] calls = [_wire.AcquireAsync("a"), _wire.AcquireAsync("b")];
        _wire.Work();
        _wire.Reply.SetException(new UnauthorizedAccessException());

        await Task.WhenAll(calls);
        Assert.Equal(["a b", "a alone", "b alone"], _wire.Sent);
        Assert.Null(_wire.Permits.TryAcquire("c"u8.ToArray(), default, default));
    }

    private sealed class Wire : Background, IPermitTransport
    {
        private readonly Queue<IThreadPoolWorkItem> _queued = new();

        public Wire() => Permits = new PermitCombiner(this, this, new FakeTimeProvider(), TimeSpan.FromSeconds(2));

        public PermitCombiner Permits { get; }

        public List<string> Sent { get; } = [];

        public TaskCompletionSource<PermitAnswer[]> Reply { get; } = new();

        public bool IsOneServer => true;

        public bool EndsInTime => true;

        public override TaskCreationOptions Waking => TaskCreationOptions.None;

        public override void Queue(IThreadPoolWorkItem work) => _queued.Enqueue(work);

        public void Work()
        {
            while (_queued.TryDequeue(out var work))
                work.Execute();
        }

        public Task<RateLimitResult> AcquireAsync(string key, CancellationToken cancellationToken = default) =>
            Permits.TryAcquire(Encoding.UTF8.GetBytes(key), new PermitRequest(5, TimeSpan.FromMinutes(1)), cancellationToken)!.Value.AsTask();

        public ValueTask<RateLimitResult> AcquireAloneAsync(ReadOnlyMemory<byte> key, PermitRequest request, bool isCounted, CancellationToken cancellationToken)
        {
            Sent.Add($"{Encoding.UTF8.GetString(key.Span)} alone");
            return new(s_allowed);
        }

        public Task<PermitAnswer[]> AcquireTogether(byte[][] keys, PermitRequest[] requests)
        {
            Sent.Add(string.Join(' ', keys.Select(Encoding.UTF8.GetString)));
            return Reply.Task;
        }

        public Refusal RefusalBy(Exception exception) => exception is UnauthorizedAccessException ? Refusal.Lasting : Refusal.None;
    }
}

using Derp.Kv.Coordination.Holds;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Tests.Coordination;

public sealed class HoldTests
{
    // Found by the simulation: the failure of the answer settled the wait, and the lapse settled it again, which threw on the keeper's thread.
    [Fact]
    public async Task Hold_that_lapses_while_its_renewal_fails_is_settled_once()
    {
        var time = new FakeTimeProvider();
        await using var client = new MemoryKvClient(new KvClientOptions { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(2) });
        var hold = new UnansweredHold(client, TimeSpan.FromSeconds(3));
        hold.Begin(new NoKeeper());
        time.Advance(TimeSpan.FromSeconds(1));
        hold.Turn();
        var settled = hold.EndAfterAnswerAsync();

        time.Advance(TimeSpan.FromSeconds(2));
        hold.Turn();

        await settled;
        Assert.True(hold.HasEnded);
        Assert.Equal(1, hold.Failures);
    }

    private sealed class UnansweredHold(KvClient client, TimeSpan life) : Hold(client, life, client.Time.GetTimestamp(), isRenewing: true)
    {
        public int Failures { get; private set; }

        protected override Answer Renew() => new NoAnswer();

        protected override void Lost() => throw new NotSupportedException();

        protected override bool Failed(Exception exception)
        {
            Failures++;
            return false;
        }

        protected override TimeSpan? UntilDeadline() => null;

        protected override void AtDeadline() => throw new NotSupportedException();
    }

    private sealed class NoAnswer : Answer
    {
        public override Task Arrival { get; } = new TaskCompletionSource<bool>().Task;

        public override bool Read() => throw new NotSupportedException();
    }

    private sealed class NoKeeper : Keeper
    {
        public override void Forget(Hold hold)
        {
        }

        public override void Close()
        {
        }

        protected override void Add(Hold hold)
        {
        }
    }
}

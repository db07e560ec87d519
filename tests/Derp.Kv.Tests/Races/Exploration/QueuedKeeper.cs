using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// Gives holds their turns in the explorer's order: each has a timer of its own, which fires when that is taken, and answers
/// arrive when their offers are. As on the client's own thread, a turn comes late or early, and never beside another of its hold.
/// </summary>
internal sealed class QueuedKeeper(Background background, KvClient client) : Keeper
{
    private readonly Dictionary<Hold, CancellationTokenSource> _kept = [];

    protected override void Add(Hold hold)
    {
        _kept.Add(hold, new CancellationTokenSource());
        _ = KeepAsync(hold);
    }

    public override void Forget(Hold hold)
    {
        if (_kept.Remove(hold, out var ended))
            ended.Cancel();
    }

    public override void Close()
    {
        foreach (var hold in _kept.Keys.ToArray())
            Forget(hold);
    }

    private async Task KeepAsync(Hold hold)
    {
        while (_kept.TryGetValue(hold, out var ended))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
            var due = client.Time.GetElapsedTime(client.Time.GetTimestamp(), hold.Due);
            var pause = background.PauseAsync(due > TimeSpan.Zero ? due : TimeSpan.Zero, client.Time, over.Token);
            await Task.WhenAny(pause, hold.Awaited?.Arrival ?? pause);
            over.Cancel();
            if (!hold.HasEnded)
                hold.Turn();
        }
    }
}

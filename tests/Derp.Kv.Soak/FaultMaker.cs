using Derp.Kv.Servers;

namespace Derp.Kv.Soak;

/// <summary>One random fault after the other. Each has ended when its task has.</summary>
internal sealed class FaultMaker(ValkeyServer server, Crew crew, Random random)
{
    public SortedDictionary<string, int> Made { get; } = new(StringComparer.Ordinal);

    public async Task MakeAsync(Losses losses)
    {
        (string Name, Func<Task> Make)[] faults =
        [
            ("cut", CutAsync),
            ("cut", CutAsync),
            ("cut", CutAsync),
            ("cut_all", CutAllAsync),
            ("delay", DelayAsync),
            ("short_silence", ShortSilenceAsync),
            ("notices_lost", LoseNoticesAsync),
            ("server_suspended", SuspendServerAsync),
            ("server_paused", PauseServerAsync),
            ("server_killed", KillServerAsync),
            ("script_flush", async () => await server.CommandAsync("SCRIPT", "FLUSH", "SYNC")),
            ("worker_suspended", SuspendWorkerAsync),
            ("worker_killed", () => crew.ReplaceAsync(Crew.Size - 1)),
        ];
        if (losses == Losses.Records)
            faults = [.. faults, ("silence", SilenceAsync), ("flush", async () => await server.CommandAsync("FLUSHALL"))];

        var (name, make) = faults[random.Next(faults.Length)];
        Made[name] = Made.GetValueOrDefault(name) + 1;
        await make();
    }

    private FaultProxy AnyProxy() => crew.Proxies[random.Next(crew.Proxies.Count)];

    // At any command, before or after it was executed.
    private async Task CutAsync()
    {
        var (proxy, left, after) = (AnyProxy(), random.Next(1, 50), random.Next(2) == 0);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Verdict Judge(RespCommand command)
        {
            if (command.Name is not ("GET" or "SET" or "EVALSHA" or "EVAL") || Interlocked.Decrement(ref left) != 0)
                return Verdict.Pass;
            done.TrySetResult();
            return Verdict.Cut;
        }

        if (after)
            proxy.OnReply = Judge;
        else
            proxy.OnCommand = Judge;
        await Task.WhenAny(done.Task, Task.Delay(2000));
        (proxy.OnCommand, proxy.OnReply) = (null, null);
    }

    private Task CutAllAsync()
    {
        foreach (var proxy in crew.Proxies)
            proxy.CutAll();
        return Task.CompletedTask;
    }

    private async Task LoseNoticesAsync()
    {
        var proxy = AnyProxy();
        proxy.OnPush = static () => Verdict.Drop;
        await Task.Delay(3000);
        proxy.OnPush = null;
    }

    private async Task DelayAsync()
    {
        var proxy = AnyProxy();
        proxy.Delay = TimeSpan.FromMilliseconds(random.Next(10, 200));
        await Task.Delay(1000);
        proxy.Delay = default;
    }

    private async Task SuspendServerAsync()
    {
        server.Suspend();
        await Task.Delay(random.Next(100, 1500));
        server.Resume();
    }

    private async Task PauseServerAsync()
    {
        var time = random.Next(100, 1500);
        await server.CommandAsync("CLIENT", "PAUSE", FormattableString.Invariant($"{time}"), random.Next(2) == 0 ? "ALL" : "WRITE");
        await Task.Delay(time);
    }

    private async Task KillServerAsync()
    {
        server.Kill();
        await Task.Delay(random.Next(300));
        await server.RestartAsync();
    }

    private async Task SuspendWorkerAsync()
    {
        var worker = crew[random.Next(Crew.Size)];
        worker.Suspend();
        await Task.Delay(random.Next(100, 2000));
        worker.Resume();
    }

    // Nothing comes through, for less than a claim lives; what was on its way is lost.
    private async Task ShortSilenceAsync()
    {
        var proxy = AnyProxy();
        proxy.OnCommand = static _ => Verdict.Silence;
        await Task.Delay(random.Next(100, 1500));
        proxy.OnCommand = null;
        proxy.CutAll();
    }

    // A connection that nothing comes through, for as long as the clients leave it.
    private async Task SilenceAsync()
    {
        var proxy = AnyProxy();
        proxy.OnCommand = _ => Verdict.Silence;
        await Task.Delay(random.Next(100, 6000));
        proxy.OnCommand = null;
    }
}

using System.Collections.Concurrent;

namespace Derp.Kv.StoresWorker;

/// <summary>Points at which a factory or a page is held until it is told to go on. A wait ends in a failure, not in a hang.</summary>
internal sealed class Gates
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    /// <summary>Whoever comes to this gate from now on waits.</summary>
    public void Close(string name) => _gates[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open(string name)
    {
        if (_gates.TryRemove(name, out var gate))
            gate.SetResult();
    }

    public Task PassAsync(string name) => _gates.TryGetValue(name, out var gate) ? gate.Task.WaitAsync(s_patience) : Task.CompletedTask;
}

using System.Collections.Concurrent;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Where an endpoint tells that it runs, and waits until the test lets it go on.</summary>
internal sealed class Gate
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task EnteredAsync() => _entered.Task.WaitAsync(s_patience);

    public void Open() => _open.TrySetResult();

    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        _entered.TrySetResult();
        return _open.Task.WaitAsync(s_patience, cancellationToken);
    }
}

/// <summary>Gates by the key of their request, and how often each key has run.</summary>
internal sealed class Runs
{
    private readonly ConcurrentDictionary<string, int> _runs = new();
    private readonly ConcurrentDictionary<string, Gate> _gates = new();

    public int Add(string name) => _runs.AddOrUpdate(name, 1, static (_, count) => count + 1);

    public int Of(string name) => _runs.GetValueOrDefault(name);

    public Gate Gate(string name) => _gates.GetOrAdd(name, static _ => new Gate());
}

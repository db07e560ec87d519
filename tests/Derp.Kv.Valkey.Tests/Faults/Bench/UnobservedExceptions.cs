using System.Collections.Concurrent;

namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>
/// Exceptions of tasks that nobody looked at, since the last look: of the whole process, in which other tests run at the
/// same time. None of them may leave any.
/// </summary>
public sealed class UnobservedExceptions : IDisposable
{
    private readonly ConcurrentQueue<Exception> _exceptions = new();

    public UnobservedExceptions() => TaskScheduler.UnobservedTaskException += Note;

    public void AssertNone()
    {
        CollectGarbage();
        var exceptions = _exceptions.ToArray();
        _exceptions.Clear();
        Assert.Empty(exceptions);
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Note;

    private static void CollectGarbage()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void Note(object? sender, UnobservedTaskExceptionEventArgs e) => _exceptions.Enqueue(e.Exception);
}

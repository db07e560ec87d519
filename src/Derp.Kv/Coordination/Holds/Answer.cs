namespace Derp.Kv.Coordination.Holds;

/// <summary>
/// The answer to a renewal. A thread that is not the pool's waits for it and reads it, so that it arrives also when the
/// application blocks all threads of the pool.
/// </summary>
internal abstract class Answer
{
    /// <summary>Ends when there is something to read.</summary>
    public abstract Task Arrival { get; }

    /// <summary>Whether the renewed lease or claim is still the owner's. Throws what the operation throws.</summary>
    public abstract bool Read();

    /// <summary>The answer of an operation. An operation that is still under way may need the pool to end.</summary>
    public static Answer Of(Func<ValueTask<bool>> operation)
    {
        try
        {
            var call = operation();
            return new OfTask(call.IsCompletedSuccessfully ? Task.FromResult(call.Result) : call.AsTask());
        }
#pragma warning disable CA1031 // It is thrown when the answer is read.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new OfTask(Task.FromException<bool>(e));
        }
    }

    /// <summary>The answer may not be awaited any more: its failure must not become an unobserved exception.</summary>
    protected static T Observed<T>(T task)
        where T : Task
    {
        if (!task.IsCompletedSuccessfully)
        {
            _ = task.ContinueWith(
                static faulted => _ = faulted.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        return task;
    }

    private sealed class OfTask(Task<bool> call) : Answer
    {
        private readonly Task<bool> _call = Observed(call);

        public override Task Arrival => _call;

        public override bool Read() => _call.GetAwaiter().GetResult();
    }
}

namespace Derp.Kv.Ledger.Tests;

/// <summary>A call whose body has written, and returns or fails when the test says so.</summary>
public sealed class HeldCall : IAsyncDisposable
{
    private readonly TaskCompletionSource _isRunning = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HeldCall(LedgerWorld world, KvLedger ledger, string key, IdempotencyOptions? options, CancellationToken cancellationToken) =>
        Result = Task.Run(async () => await ledger.ExecuteAsync(
            key,
            async (transaction, _) =>
            {
                await world.WriteAsync(transaction, key);
                _isRunning.SetResult();
                await _end.Task;
                return "held";
            },
            Utf8Serializer.Instance,
            options: options,
            cancellationToken: cancellationToken));

    public Task<IdempotentResult<string>> Result { get; }

    public static async Task<HeldCall> StartAsync(LedgerWorld world, KvLedger ledger, string key, IdempotencyOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new HeldCall(world, ledger, key, options, cancellationToken);
        await await Task.WhenAny(call._isRunning.Task, call.Result);
        return call;
    }

    public void Finish() => _end.TrySetResult();

    public void Fail(Exception exception) => _end.TrySetException(exception);

    public async ValueTask DisposeAsync()
    {
        Finish();
        await Task.WhenAny(Result);
    }
}

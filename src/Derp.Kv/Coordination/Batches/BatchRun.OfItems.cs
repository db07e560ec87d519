using System.Runtime.ExceptionServices;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Batches;

/// <summary>
/// One run for all flights that a batch call has started. It takes leases, runs the body with what it has got, commits, and
/// only then waits for what other processes compute. So it never waits while it holds a lease, and no two batches
/// can wait for each other.
/// </summary>
internal sealed class BatchRun<TState, TId, TValue>(KvClient client, BatchCall<TState, TId, TValue> call) : BatchRun(client, call.Method)
{
    private readonly KvClient _client = client;
    private readonly List<BatchFlight<TId, TValue>> _flights = [];
    private volatile IReadOnlyList<BatchFlight<TId, TValue>> _computing = [];
    private bool _storeFailed;

    /// <summary>Why flights were handed over: the call that has started the run gets this.</summary>
    public ExceptionDispatchInfo? Error { get; private set; }

    public BatchFlight<TId, TValue> NewFlight(BatchItem<TId, TValue> item) => new(_client, item, call.Policy(_client), this);

    /// <summary>The flight is in the map: it begins, and the run will end it.</summary>
    public void Add(BatchFlight<TId, TValue> flight)
    {
        _flights.Add(flight);
        flight.Depart();
    }

    /// <summary>Whether the run has begun, or there is nothing to run.</summary>
    public bool HasTakenOff { get; private set; }

    /// <summary>Begins the run, in the flow of its caller.</summary>
    public void TakeOff()
    {
        HasTakenOff = true;

        // Off the caller's thread and with its execution context, as a flight's own run.
        if (_flights.Count > 0)
            _ = _client.Background.Run(RunAsync);
    }

    /// <summary>Ends all flights that have not ended; callers other than the batch's own start anew.</summary>
    public void HandBack()
    {
        foreach (var flight in _flights)
            flight.HandBack();
    }

    public override void GiveUp(Exception exception)
    {
        base.GiveUp(exception);
        Error ??= ExceptionDispatchInfo.Capture(exception);
        foreach (var flight in _computing)
            flight.Fail(exception);
        HandBack();
    }

    private async Task RunAsync()
    {
        Scope.Enter();
        try
        {
            await ProduceAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The body's exception goes to the batch's caller, whatever it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error ??= ExceptionDispatchInfo.Capture(e);
        }

        Scope.End();
        HandBack();
    }

    private async Task ProduceAsync()
    {
        var wait = new WaitTrace(_client, call.Method, KvMetrics.CacheWaits);
        try
        {
            IEnumerable<BatchFlight<TId, TValue>> asking = _flights;
            var held = new List<BatchFlight<TId, TValue>>();
            while (true)
            {
                foreach (var chunk in asking.Chunk(call.MaxBatch))
                {
                    // Until the body begins, or there is nothing to run.
                    using var undecided = _client.Gate.Undecided.Begin();
                    var (owned, claim) = await AskAsync(chunk, held).ConfigureAwait(false);
                    if (owned.Count == 0)
                        continue;

                    // Counted also when the first request alone has taken that long.
                    if (claim == BatchClaim.BudgetExceeded)
                        wait.Begin();
                    wait.End(claim switch
                    {
                        BatchClaim.Leased => "lease",
                        BatchClaim.StoreFailed => "store_failed",
                        BatchClaim.Settling => "settling",
                        _ => "budget_exceeded",
                    });
                    await ComputeAsync(owned, undecided).ConfigureAwait(false);
                }

                held.RemoveAll(static flight => flight.IsDone);
                if (held.Count == 0)
                    break;
                Trace = wait.Begin();
                asking = await NextAsync(held).ConfigureAwait(false);
            }

            wait.End("value");
        }
        catch
        {
            wait.End("abandoned");
            throw;
        }
    }

    // All requests are sent before the first answer is awaited. What another process computes goes to the list of held ones.
    private async ValueTask<(List<BatchFlight<TId, TValue>> Owned, BatchClaim Claim)> AskAsync(BatchFlight<TId, TValue>[] chunk, List<BatchFlight<TId, TValue>> held)
    {
        var mayAsk = !_storeFailed && chunk.Any(static flight => !flight.SkipsStore) && _client.WriteBreaker.TryPass();
        var stamps = new SharedStamps(_client, chunk.Max(static flight => flight.Life));
        var now = _client.Time.GetTimestamp();
        var answers = Array.ConvertAll(chunk, flight => flight.IsDone ? Task.FromResult(BatchClaim.Ended)
            : !mayAsk || flight.SkipsStore ? Task.FromResult(BatchClaim.StoreFailed)
            : flight.AskAsync(stamps, now));
        var claims = await Task.WhenAll(answers).ConfigureAwait(false);

        // A store that answers nothing is not asked again; of a cluster one node may have failed.
        _storeFailed |= mayAsk && Array.TrueForAll(claims, static claim => claim == BatchClaim.StoreFailed);

        // Those that have waited long enough are computed together.
        for (var i = 0; i < claims.Length; i++)
        {
            if (claims[i] == BatchClaim.Held && chunk[i].IsPastBudget)
                claims[i] = BatchClaim.BudgetExceeded;
        }

        var owned = new List<BatchFlight<TId, TValue>>(chunk.Length);
        var first = BatchClaim.Ended;
        for (var i = 0; i < chunk.Length; i++)
        {
            if (claims[i] == BatchClaim.Held)
                held.Add(chunk[i]);
            if (claims[i] is BatchClaim.Held or BatchClaim.Ended)
                continue;
            owned.Add(chunk[i]);
            if (first != BatchClaim.Leased)
                first = claims[i];
        }

        return (owned, first);
    }

    // Ends with the shortest patience, or with the first notice; earlier than that nothing is known. Returns those to ask for again.
    private async ValueTask<IEnumerable<BatchFlight<TId, TValue>>> NextAsync(List<BatchFlight<TId, TValue>> held)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(BodyToken);
        var pause = Pause.For(TimeSpan.FromTicks(Math.Max(0, held.Min(static flight => flight.Patience).Ticks)), _client, ended.Token);
        var changes = held.ConvertAll(flight => flight.NextChangeAsync() ?? pause);
        await _client.Background.WhenAny([pause, .. changes]).ConfigureAwait(false);
        var all = pause.IsCompleted;
        var next = held.Where((_, i) => all || changes[i].IsCompleted).ToHashSet();
        ended.Cancel();
        BodyToken.ThrowIfCancellationRequested();

        var asking = held.FindAll(next.Contains);
        held.RemoveAll(next.Contains);
        return asking;
    }

    private async Task ComputeAsync(List<BatchFlight<TId, TValue>> owned, Passage undecided)
    {
        BodyToken.ThrowIfCancellationRequested();
        _client.Gate.ThrowIfClosing();
        owned.RemoveAll(static flight => flight.IsDone);
        if (owned.Count == 0)
            return;
        undecided.Dispose();
        _computing = owned;
        foreach (var flight in owned)
            flight.BeginHold();

        BatchResult<TValue> result;
        try
        {
            var leased = owned.Exists(static flight => flight.IsLeased);
            if (leased)
                await _client.ReadyToHoldAsync(owned[0].LockTtl).ConfigureAwait(false);
            var ids = owned.ConvertAll(static flight => flight.Id).ToArray();
            result = await BodyTrace.RunAsync(
                owned[0],
                call.Method,
                leased,
                _client.Time,
                (call, ids),
                static (s, ct) => s.call.Body(s.call.State, s.ids, ct),
                BodyToken).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(owned.ConvertAll(static flight => flight.EndHoldAsync().AsTask())).ConfigureAwait(false);
        }

        for (var i = 0; i < result.Values.Length; i++)
            owned[i].Take(result.Values[i], result.Decisions?[i]);
        await Task.WhenAll(owned.ConvertAll(static flight => flight.StoreAsync())).ConfigureAwait(false);

        // Not before all are stored: then the call that waits for them has its values in the store.
        foreach (var flight in owned)
            flight.Finish();
        _computing = [];
    }
}

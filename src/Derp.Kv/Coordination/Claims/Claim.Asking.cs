using System.Runtime.CompilerServices;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Claims;

// The record under the key, and whether it is ours: answers can be lost, come late, or be refused.
internal sealed partial class Claim<TState, T>
{
    private const long NotClaimed = long.MinValue;

    // When the claim was sent that is granted, or that may exist because its answer was lost: at the earliest.
    private long _claimedAt = NotClaimed;

    private bool IsOurs(byte[]? standing) => standing is null || standing.AsSpan().SequenceEqual(_record);

    // The record there; null, or our own record: the claim is granted, and was asked for at _claimedAt.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<byte[]?> TryClaimAsync(ClaimWait? waiting, CancellationToken cancellationToken)
    {
        var began = client.Time.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            // The answer came too late again and again, possibly because the application leaves this call no thread.
            if (tries > 2 && client.Time.GetElapsedTime(began) >= policy.WaitTimeout)
                throw new KvUnavailableException("The store's replies to a claim take longer than LockTtl, so that it expires before. The call did not run.", outcomeUnknown: false);

            var asked = client.Time.GetTimestamp();
            try
            {
                var standing = waiting is null
                    ? await client.Inner.SetNxGetAsync(key, _record, policy.LockTtl, cancellationToken).ConfigureAwait(false)
                    : await waiting.AskAsync(_record, policy.LockTtl, cancellationToken).ConfigureAwait(false);
                if (!IsOurs(standing))
                {
                    // A command that is still on its way was not executed before this one.
                    if (_claimedAt != NotClaimed)
                        _claimedAt = asked;
                    return standing;
                }

                // Our own record exists since a claim whose answer was lost; its expiry counts from then.
                if (standing is null || _claimedAt == NotClaimed)
                    _claimedAt = asked;
                if (await IsFreshAsync(cancellationToken).ConfigureAwait(false))
                    return standing;
            }
            catch (Exception e) when (e is OperationCanceledException or KvUnavailableException { OutcomeUnknown: true })
            {
                CountFailure(e);
                if (_claimedAt == NotClaimed)
                    _claimedAt = asked;
                throw;
            }
            catch (KvUnavailableException e)
            {
                CountFailure(e);

                // A server at its memory limit refuses the claim, even if there is a result; it still serves reads.
                if (await TryReadAsync(cancellationToken).ConfigureAwait(false) is { } standing && !IsOurs(standing))
                    return standing;
                throw;
            }
            catch (Exception e)
            {
                CountFailure(e);
                throw;
            }
        }
    }

    // Whether the claim is certainly ours. If its answer came after LockTtl, it may have another owner: it is renewed first.
    private async ValueTask<bool> IsFreshAsync(CancellationToken cancellationToken)
    {
        if (client.Time.GetElapsedTime(_claimedAt) < policy.LockTtl)
            return true;

        var asked = client.Time.GetTimestamp();
        var isOurs = await client.Inner.CompareAndExpireAsync(key, _record, policy.LockTtl, cancellationToken).ConfigureAwait(false);
        _claimedAt = isOurs ? asked : NotClaimed;
        return isOurs && client.Time.GetElapsedTime(asked) < policy.LockTtl;
    }

    private void CountFailure(Exception exception)
    {
        if (StoreFailure.Is(exception))
            KvMetrics.ClaimFailure(policy.Method, "claim");
    }

    private async ValueTask<byte[]?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.Inner.GetAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (KvException)
        {
            KvMetrics.ClaimFailure(policy.Method, "read");
            return null;
        }
    }

    private async ValueTask<IdempotencyInFlightException> InFlightAsync(bool canAsk, CancellationToken cancellationToken)
    {
        Refused("in_flight");

        // A record that was completed meanwhile has the result's expiry.
        var remaining = canAsk ? await client.Inner.TtlAsync(key, cancellationToken).ConfigureAwait(false) ?? TimeSpan.Zero : policy.LockTtl;
        return new IdempotencyInFlightException(remaining < policy.LockTtl ? remaining : policy.LockTtl);
    }
}

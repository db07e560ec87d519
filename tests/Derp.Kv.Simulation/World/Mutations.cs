using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Runtime;

namespace Derp.Kv.Simulation;

/// <summary>What a protocol could get wrong, one mistake each. They show that the invariants can fail.</summary>
internal static class Mutations
{
    private static readonly MethodOverride s_longer = new() { Near = Shop.Near * 3 };

    public static readonly Mutation[] All =
    [
        new("drops the compare of a token") { Scripts = static options => new CommitsWithoutComparing(options), FoundBy = ["C20", "C21"] },
        new("extends a near deadline")
        {
            Overrides = new MethodOverrides(new Dictionary<DescriptorKey, MethodOverride>
            {
                [new(KvMethodKind.Cached, "Derp.Kv.Simulation.Shop.GetNearAsync")] = s_longer,
                [new(KvMethodKind.Cached, "Derp.Kv.Simulation.Shop.GetTaggedNearAsync")] = s_longer,
            }),
            FoundBy = ["N1"],
        },
        new("skips the second detach") { Invalidation = DetachOnceAsync, FoundBy = ["C21", "N2", "N3", "S1"] },
        new("renews without comparing") { Scripts = static options => new RenewsWithoutComparing(options), FoundBy = ["C20"] },
        new("counts a permit twice") { Scripts = static options => new CountsTwice(options), FoundBy = ["R5"] },
        new("counts no permit of a batch") { Scripts = static options => new CountsNoBatch(options), FoundBy = ["R5", "R17"] },
        new("completes a claim without comparing") { Scripts = static options => new CompletesWithoutComparing(options), FoundBy = ["I4", "I7"] },
        new("grants a lease that is held") { Scripts = static options => new GrantsOverAnother(options), FoundBy = ["C14"] },
    ];

    // What began between this and the server's answer is joined by later reads.
    private static async ValueTask DetachOnceAsync(SimulatedKvClient client, byte[] key)
    {
        var detached = client.Flights.Detach(key);
        client.Generations.Void(Generations.StripeOf(KeyDigest.Of(key)));
        await client.InvalidateAtServerAsync(key).ConfigureAwait(false);
        detached?.Notify();
    }

    private sealed class CommitsWithoutComparing(KvClientOptions options) : Scripts(options)
    {
        public override async ValueTask<bool> CommitLeaseAsync(byte[] key, LeaseToken token, byte[] value, TimeSpan ttl)
        {
            await Store.SetAsync(key, value, ttl).ConfigureAwait(false);
            await base.ReleaseLeaseAsync(key, token).ConfigureAwait(false);
            return true;
        }
    }

    private sealed class RenewsWithoutComparing(KvClientOptions options) : Scripts(options)
    {
        public override ValueTask<bool> RenewLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease) => Store.ExpireAsync(LeaseKey.Of(key), lease);
    }

    private sealed class CountsTwice(KvClientOptions options) : Scripts(options)
    {
        public override async ValueTask<RateLimitResult> AcquirePermitAsync(byte[] key, PermitRequest request)
        {
            var result = await base.AcquirePermitAsync(key, request).ConfigureAwait(false);
            if (result.Allowed)
                await base.AcquirePermitAsync(key, request).ConfigureAwait(false);
            return result;
        }
    }

    private sealed class CountsNoBatch(KvClientOptions options) : Scripts(options)
    {
        public override async ValueTask<PermitGrant> AcquirePermitsUpToAsync(byte[] key, PermitRequest request, long most)
        {
            var grant = await base.AcquirePermitsUpToAsync(key, request, most).ConfigureAwait(false);
            if (grant.Units > 0)
                await Store.RefundPermitAsync(key, grant.Units).ConfigureAwait(false);
            return grant;
        }
    }

    private sealed class CompletesWithoutComparing(KvClientOptions options) : Scripts(options)
    {
        public override async ValueTask<ClaimEnd> CompleteClaimAsync(byte[] key, byte[] record, byte[] completed, TimeSpan life)
        {
            await Store.SetAsync(key, completed, life).ConfigureAwait(false);
            return ClaimEnd.Ended;
        }
    }

    private sealed class GrantsOverAnother(KvClientOptions options) : Scripts(options)
    {
        public override async ValueTask<LeaseResult> GetOrLeaseAsync(byte[] key, LeaseToken token, TimeSpan lease, bool mark)
        {
            var answer = await base.GetOrLeaseAsync(key, token, lease, mark).ConfigureAwait(false);
            if (answer.Remaining <= TimeSpan.Zero || mark)
                return answer;
            await Store.SetAsync(LeaseKey.Of(key), (byte[])[.. token.ToArray(), 0], lease).ConfigureAwait(false);
            return LeaseResult.Granted();
        }
    }
}

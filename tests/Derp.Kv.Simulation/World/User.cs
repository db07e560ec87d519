using System.Globalization;

namespace Derp.Kv.Simulation;

/// <summary>Somebody who calls the shop's methods at random, one after the other.</summary>
internal sealed class User(World world, SimulatedProcess process, Shop shop, Dice dice)
{
    public async Task LiveAsync()
    {
        while (world.Machine.Now < world.Plan.Busy)
        {
            using var leaves = new CancellationTokenSource();
            if (dice.InThousand(world.Plan.LeavingInThousand))
                world.Machine.Scheduler.After(dice.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(60)), "caller leaves", () => Leave(leaves), process);
            await CallAsync(leaves.Token).ConfigureAwait(false);
            world.Ended();
            await process.PauseAsync(dice.Between(TimeSpan.Zero, world.Plan.Thinks)).ConfigureAwait(false);
        }
    }

    private static void Leave(CancellationTokenSource leaves)
    {
        try
        {
            leaves.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has its answer.
        }
    }

    private async Task CallAsync(CancellationToken leaves)
    {
        var what = dice.Below(1_000);
        var id = dice.Below(world.Plan.Values);
        var (process1, start) = (process, world.Machine.Scheduler.Now);
        var name = what < world.Plan.WritesInThousand ? "write" : what < 900 ? "read" : what < 950 ? "pay" : "call";
        var call = (process1, name, start);
        world.UnderWay.Add(call);
        try
        {
            switch (name)
            {
                case "write":
                    await WriteAsync((Feature)dice.Below(6), id).ConfigureAwait(false);
                    break;
                case "read":
                    await ReadAsync((Feature)dice.Below(7), id, leaves).ConfigureAwait(false);
                    break;
                case "pay":
                    await PayAsync(leaves).ConfigureAwait(false);
                    break;
                default:
                    await LimitedAsync(id).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is PlannedFailureException or KvUnavailableException or TimeoutException or IdempotencyInFlightException or OperationCanceledException)
        {
            // Each is documented. A cancellation is the caller's own, or that of a run that has lost its claim.
        }
        finally
        {
            world.UnderWay.Remove(call);
        }
    }

    private async Task WriteAsync(Feature feature, int id)
    {
        var subject = world.SubjectOf(feature, id);
        var byTag = subject.Tag is not null && dice.InThousand(700);
        await world.InvalidateAsync(process, subject, () => byTag
            ? feature == Feature.Tagged ? shop.InvalidateGroupAsync(id) : shop.InvalidateNearGroupAsync(id)
            : world.Mutation.InvalidateAsync(process.Client, subject.Key, () => InvalidateAsync(feature, id))).ConfigureAwait(false);
    }

    private async ValueTask InvalidateAsync(Feature feature, int id)
    {
        switch (feature)
        {
            case Feature.Plain:
                await shop.InvalidateGetPlainAsync(id).ConfigureAwait(false);
                break;
            case Feature.Near:
                await shop.InvalidateGetNearAsync(id).ConfigureAwait(false);
                break;
            case Feature.Tagged:
                await shop.InvalidateGetTaggedAsync(id).ConfigureAwait(false);
                break;
            case Feature.TaggedNear:
                await shop.InvalidateGetTaggedNearAsync(id).ConfigureAwait(false);
                break;
            case Feature.Fresh:
                await shop.InvalidateGetFreshAsync(id).ConfigureAwait(false);
                break;
            default:
                await shop.InvalidateGetItemAsync(id).ConfigureAwait(false);
                break;
        }
    }

    private Task ReadAsync(Feature feature, int id, CancellationToken leaves) => feature switch
    {
        Feature.Plain => ReadAsync(feature, id, () => shop.GetPlainAsync(id, leaves)),
        Feature.Near => ReadAsync(feature, id, () => shop.GetNearAsync(id, leaves)),
        Feature.Tagged => ReadAsync(feature, id, () => shop.GetTaggedAsync(id, leaves)),
        Feature.TaggedNear => ReadAsync(feature, id, () => shop.GetTaggedNearAsync(id, leaves)),
        Feature.Fresh => ReadAsync(feature, id, () => shop.GetFreshAsync(id, leaves)),
        Feature.Item => ReadAsync(feature, id, async () => (await shop.GetItemAsync(id, leaves).ConfigureAwait(false))!),
        _ => ReadManyAsync(leaves),
    };

    private async Task ReadAsync(Feature feature, int id, Func<Task<Reading>> call)
    {
        var read = world.ReadStarts(process, world.SubjectOf(feature, id));
        Reading? answer = null;
        try
        {
            answer = await call().ConfigureAwait(false);
        }
        finally
        {
            world.ReadEnds(read, answer);
        }
    }

    // In an order of its own, so that two batches have the chance to wait for each other.
    private async Task ReadManyAsync(CancellationToken leaves)
    {
        int[] ids = [.. Enumerable.Range(0, world.Plan.Values)];
        for (var i = ids.Length - 1; i > 0; i--)
        {
            var j = dice.Below(i + 1);
            (ids[i], ids[j]) = (ids[j], ids[i]);
        }

        var reads = Array.ConvertAll(ids, id => world.ReadStarts(process, world.SubjectOf(Feature.Item, id)));
        IReadOnlyDictionary<int, Reading>? answers = null;
        try
        {
            answers = await shop.GetItemsAsync(ids, leaves).ConfigureAwait(false);
        }
        finally
        {
            foreach (var read in reads)
                world.ReadEnds(read, answers?.GetValueOrDefault(read.Subject.Id));
        }
    }

    // Few orders, so that there are duplicates.
    private async Task PayAsync(CancellationToken leaves)
    {
        var order = (int)(world.Machine.Now.TotalSeconds * 2) + dice.Below(2);
        var payment = world.PaymentOf(order);
        payment.Calls++;
        try
        {
            world.PaymentAnswered(payment, await shop.PayAsync(order, leaves).ConfigureAwait(false));
        }
        finally
        {
            payment.Calls--;
        }
    }

    private async Task LimitedAsync(int user)
    {
        var isBatched = dice.InThousand(500);
        for (var left = dice.Of(1, 5, 40); left > 0; left--)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"sim:derp:limit:{(isBatched ? "batched" : "calls")}:{user}");
            var start = world.Machine.Scheduler.Now;
            try
            {
                var call = isBatched ? shop.CallBatchedAsync(user) : shop.CallAsync(user);
                var ran = call.IsCompleted;
                await call.ConfigureAwait(false);
                world.Permitted(new PermitCall(process, key, isBatched, start, ran), new RateLimitResult { Allowed = true, Counted = true });
            }
            catch (RateLimitExceededException e)
            {
                world.Permitted(new PermitCall(process, key, isBatched, start, false), e.Result);
                await process.PauseAsync(dice.Between(TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(200))).ConfigureAwait(false);
            }
        }
    }
}

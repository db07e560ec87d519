namespace Derp.Kv.Simulation;

// What a read must see, and what bodies have read.
internal sealed partial class World
{
    // Grain of the clock of near entries, and a little.
    private static readonly long s_settles = TimeSpan.FromMilliseconds(110).Ticks;

    private int _runs;

    public Read ReadStarts(SimulatedProcess process, Subject subject)
    {
        var (place, now) = (PlaceOf(process, subject), Machine.Scheduler.Now);
        if (place.Busy++ == 0)
            place.BusySince = now;
        if (!HasLostNothing)
            return new(subject, process, place, now, 0, 0, 0, 0);

        // T is counted by the monotonic clock. A suspension of more than half of it is noticed a quarter of it later, a shorter one is not (N11).
        var isBlind = now - process.LastSuspension < s_settles;
        var time = Shop.Near.Ticks + process.StoodStill(now - (2 * Shop.Near.Ticks), longest: Shop.Near.Ticks / 2);
        var near = !subject.IsNear || isBlind ? 0 : subject.ReturnedBy(now - time - 1);
        var stored = subject.IsNear ? 0 : subject.ReturnedBy(Math.Min(place.BusySince - 1, now));
        return new(subject, process, place, now, place.Own, near, place.Noticed, stored);
    }

    public void ReadEnds(Read read, Reading? answer)
    {
        if (--read.Place.Busy == 0)
            NobodyWaits(read.Process, read.Subject);
        if (!HasLostNothing && Machine.Server.LastFailover >= read.Start)
            return;
        foreach (var invariant in _invariants)
            invariant.ReadEnds(read, answer);
    }

    public async ValueTask InvalidateAsync(SimulatedProcess process, Subject subject, Func<ValueTask> invalidate)
    {
        var version = ++subject.Version;
        await invalidate().ConfigureAwait(false);
        var place = PlaceOf(process, subject);
        place.Own = Math.Max(place.Own, version);
        subject.InvalidationReturned(Machine.Scheduler.Now, version);
    }

    public BodyRun BodyStarts(SimulatedProcess process, Subject subject)
    {
        var run = new BodyRun(++_runs, subject, process, subject.Version, Machine.Scheduler.Now)
        {
            IsPastBudget = PlaceOf(process, subject).BusySince < Machine.Scheduler.Now - Shop.MaxHold.Ticks + s_settles,
        };
        Bodies++;
        foreach (var invariant in _invariants)
            invariant.BodyStarts(run);
        subject.Running.Add(run);
        return run;
    }

    public void BodyEnds(BodyRun run)
    {
        run.Subject.Running.Remove(run);
        foreach (var invariant in _invariants)
            invariant.BodyEnds(run);
    }

    // The token of the body fires a little later.
    private static void NobodyWaits(SimulatedProcess process, Subject subject)
    {
        foreach (var run in subject.Running)
            run.IsCancelled |= run.Process == process;
    }

    public void Permitted(PermitCall call, RateLimitResult result)
    {
        foreach (var invariant in _invariants)
            invariant.Permitted(call, result);
    }

    /// <summary>Its bodies do not go on.</summary>
    public void Crashed(SimulatedProcess process)
    {
        foreach (var subject in Subjects)
            subject.Running.RemoveAll(run => run.Process == process);
        foreach (var payment in Payments.Values)
            payment.Running.RemoveAll(running => running == process);
    }

    public Payment PaymentOf(int order)
    {
        if (!Payments.TryGetValue(order, out var payment))
            Payments.Add(order, payment = new Payment(order) { FirstCall = Machine.Scheduler.Now });
        return payment;
    }

    public void PaymentStarts(Payment payment)
    {
        foreach (var invariant in _invariants)
            invariant.PaymentStarts(payment);
    }

    public void PaymentAnswered(Payment payment, string receipt)
    {
        foreach (var invariant in _invariants)
            invariant.PaymentAnswered(payment, receipt);
    }
}

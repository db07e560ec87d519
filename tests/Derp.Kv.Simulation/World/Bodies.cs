using System.Globalization;

namespace Derp.Kv.Simulation;

/// <summary>The bodies of one process: they read the truth when they begin, and take their time.</summary>
internal sealed class Bodies(World world, SimulatedProcess process) : IShopBodies
{
    private readonly Dice _dice = process.Dice.Fork();

    public async Task<Reading> RunAsync(Feature feature, int id, CancellationToken ct) => (await ComputeAsync([world.SubjectOf(feature, id)], ct).ConfigureAwait(false))[0];

    public async Task<Reading?> RunOneAsync(int id, CancellationToken ct) => await RunAsync(Feature.Item, id, ct).ConfigureAwait(false);

    public async Task<IReadOnlyDictionary<int, Reading>> RunManyAsync(IReadOnlyCollection<int> ids, CancellationToken ct)
    {
        var subjects = ids.Select(id => world.SubjectOf(Feature.Item, id)).ToArray();
        var readings = await ComputeAsync(subjects, ct).ConfigureAwait(false);
        return subjects.Zip(readings).ToDictionary(static pair => pair.First.Id, static pair => pair.Second);
    }

    public async Task<string> PayAsync(int order, CancellationToken ct)
    {
        var payment = world.PaymentOf(order);
        payment.Begun++;
        world.PaymentStarts(payment);
        payment.Running.Add(process);
        try
        {
            await process.PauseAsync(Time(), ct).ConfigureAwait(false);
            if (_dice.InThousand(world.Plan.FailuresInThousand))
                throw new PlannedFailureException();
            return string.Create(CultureInfo.InvariantCulture, $"receipt {order}.{payment.Begun}");
        }
        catch (Exception)
        {
            payment.Failed++;
            throw;
        }
        finally
        {
            payment.Running.Remove(process);
        }
    }

    public Task CallAsync(int user) => Task.CompletedTask;

    private async Task<Reading[]> ComputeAsync(Subject[] subjects, CancellationToken ct)
    {
        var runs = Array.ConvertAll(subjects, subject => world.BodyStarts(process, subject));
        var registration = ct.UnsafeRegister(
            static runs =>
            {
                foreach (var run in (BodyRun[])runs!)
                    run.IsCancelled = true;
            },
            runs);
        try
        {
            await process.PauseAsync(Time(), ct).ConfigureAwait(false);
            if (_dice.InThousand(world.Plan.FailuresInThousand))
                throw new PlannedFailureException();
            return Array.ConvertAll(runs, static run => new Reading(run.Version, run.Number));
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            foreach (var run in runs)
                world.BodyEnds(run);
        }
    }

    private TimeSpan Time() => _dice.InThousand(world.Plan.LongBodiesInThousand)
        ? _dice.Between(TimeSpan.FromMilliseconds(400), _dice.InThousand(100) ? Shop.MaxHold * 2 : TimeSpan.FromSeconds(2))
        : _dice.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(40));
}

/// <summary>A body fails as the plan says.</summary>
internal sealed class PlannedFailureException : Exception
{
    public PlannedFailureException()
        : base("Planned.")
    {
    }
}

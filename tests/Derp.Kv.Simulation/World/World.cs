using System.Text;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Simulation;

/// <summary>A random run: processes with users who read, write, pay and are limited, faults, and the promises that are checked meanwhile.</summary>
internal sealed partial class World
{
    // Then breakers have closed, connections stand and leases of the past have ended.
    private static readonly TimeSpan s_aftermath = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Subject> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Place[]> _places = [];
    private readonly Dictionary<int, long> _troubles = [];
    private readonly Dictionary<Call, long> _invalidations = [];
    private readonly Invariant[] _invariants;
    private readonly Mutation _mutation;
    private KeyStanding _before;
    private long _serverTrouble = long.MinValue / 2;

    public World(ulong seed, WorldPlan? plan = null, Mutation? mutation = null)
    {
        (Plan, _mutation) = (plan ?? WorldPlan.Of(seed), mutation ?? Mutation.None);
        Machine = new Machine(seed, Plan.Settings(_mutation.Scripts));
        Dice = Machine.Dice.Fork();
        Subjects = [.. Enum.GetValues<Feature>().SelectMany(feature => Enumerable.Range(0, Plan.Values).Select(id => (feature, id))).Select(static (subject, i) => new Subject(subject.feature, subject.id, i))];
        foreach (var subject in Subjects)
        {
            _byKey.Add(Encoding.UTF8.GetString(subject.Key), subject);
            if (subject.Tag is { } tag)
                _byKey.Add(Encoding.UTF8.GetString(tag), subject);
        }

        _invariants = AllInvariants.New();
        foreach (var invariant in _invariants)
            invariant.Join(this);
        Machine.Server.Executing = Executing;
        Machine.Server.Executed = Executed;
        Machine.Heard = Heard;
    }

    public WorldPlan Plan { get; }

    public Machine Machine { get; }

    public Dice Dice { get; }

    public Subject[] Subjects { get; }

    public Dictionary<int, Payment> Payments { get; } = [];

    /// <summary>Calls under way in processes that have not crashed.</summary>
    public List<(SimulatedProcess Process, string What, long Start)> UnderWay { get; } = [];

    /// <summary>Calls that have ended.</summary>
    public int Calls { get; private set; }

    public int Bodies { get; private set; }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="SimulationFailedException">A promise is broken, or something else has failed.</exception>
    public void Run()
    {
        for (var i = 0; i < Plan.Processes; i++)
            AddProcess();
        FaultMaker.Plan(this);
        Machine.RunUntil(Plan.Busy);

        // All that is under way can end: bodies that hang are ended by MaxHold.
        Machine.RunUntil(Plan.Busy + TimeSpan.FromSeconds(60));
        foreach (var invariant in _invariants)
            invariant.AtEnd();
        Machine.RunUntil(Plan.Busy + TimeSpan.FromSeconds(60));
    }

    public SimulatedProcess AddProcess()
    {
        var process = Machine.AddProcess(wallOffset: TimeSpan.FromSeconds(Dice.Between(-3600, 3600)));
        _places.Add(process.Id, [.. Subjects.Select(static _ => new Place())]);
        process.Client.Sent = Sent;
        process.Client.Received = notice => Noticed(process, notice);
        process.Client.Override(_mutation.Overrides);
        var shop = new Shop(process.Client, new Bodies(this, process));
        for (var i = 0; i < Plan.UsersPerProcess; i++)
        {
            var user = new User(this, process, shop, process.Dice.Fork());
            process.Start(Machine.Now + process.Dice.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(50)), "user comes", user.LiveAsync);
        }

        return process;
    }

    public Place PlaceOf(SimulatedProcess process, Subject subject) => _places[process.Id][subject.Index];

    public Subject? SubjectOf(byte[]? key) => key is not null && _byKey.TryGetValue(Encoding.UTF8.GetString(key), out var subject) ? subject : null;

    public Subject SubjectOf(Feature feature, int id) => Subjects[((int)feature * Plan.Values) + id];

    /// <summary>Something is wrong with a process, or with its way to the server, until then.</summary>
    public void Troubled(SimulatedProcess process, long until) => _troubles[process.Id] = Math.Max(until, _troubles.GetValueOrDefault(process.Id, long.MinValue / 2));

    /// <summary>Something is wrong with the server until then.</summary>
    public void ServerTroubled(long until) => _serverTrouble = Math.Max(until, _serverTrouble);

    /// <summary>Whether nothing was wrong with a process and the server since this moment, and for some time before.</summary>
    public bool IsCalm(SimulatedProcess process, long since) =>
        Math.Max(_serverTrouble, _troubles.GetValueOrDefault(process.Id, long.MinValue / 2)) < since - s_aftermath.Ticks;

    /// <summary>Whether the server has lost nothing: promises about what is stored hold without exception.</summary>
    public bool HasLostNothing => Machine.Server.Failovers == 0;

    /// <summary>What a mutated client does wrong, if it does.</summary>
    public Mutation Mutation => _mutation;

    public void Ended() => Calls++;

    private void Sent(Call call)
    {
        call.Subject = SubjectOf(call.Key);
        if (call.Kind is CommandKind.Invalidate or CommandKind.InvalidateTag)
        {
            var subject = call.Subject ?? throw new InvalidOperationException("An invalidation of no subject.");
            _invalidations.Add(call, subject.Version);
            subject.InvalidationSent(Machine.Scheduler.Now);
        }

        foreach (var invariant in _invariants)
            invariant.Sent(call);
    }

    private void Executing(Call call) => _before = Watches(call) ? Look(call) : default;

    private void Executed(Call call)
    {
        if (_invalidations.TryGetValue(call, out var version))
            call.Subject!.InvalidationExecuted(Machine.Scheduler.Now, version);
        var after = Watches(call) ? Look(call) : default;
        foreach (var invariant in _invariants)
            invariant.Executed(call, _before, after);
    }

    private void Heard(Call call)
    {
        foreach (var invariant in _invariants)
            invariant.Heard(call);
    }

    // Before the client hears of it.
    private void Noticed(SimulatedProcess process, Notice notice)
    {
        if (!notice.IsNear)
            return;
        var digest = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(notice.Payload);
        foreach (var subject in Subjects)
        {
            if (digest != Coordination.KeyDigest.Of(subject.Key) && (subject.Tag is null || digest != Coordination.KeyDigest.Of(subject.Tag)))
                continue;
            var place = PlaceOf(process, subject);
            place.Noticed = Math.Max(place.Noticed, subject.ExecutedBy(notice.PublishedAt));
        }
    }

    private static bool Watches(Call call) => call.Key is not null && call.Kind is not (CommandKind.Get or CommandKind.MGet or CommandKind.TakeStamp or CommandKind.InvalidateTag);

    private KeyStanding Look(Call call)
    {
        var (scripts, key) = (Machine.Server.Scripts, call.Key!);
        if (call.Subject is null)
            return new(scripts.Look(key), scripts.LeftOf(key), null, null);
        var lease = LeaseKey.Of(key);
        return new(scripts.Look(key), scripts.LeftOf(key), scripts.Look(lease), scripts.LeftOf(lease));
    }
}

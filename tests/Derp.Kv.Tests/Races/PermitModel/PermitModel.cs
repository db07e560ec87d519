using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.NearModel;

namespace Derp.Kv.Tests.Races.PermitModel;

/// <summary>Four machines before one store, on virtual time. Each takes permits of one key in advance; what they admit together is compared with the store's windows.</summary>
internal sealed class PermitModel
{
    private const int Machines = 4;

    private static readonly byte[] s_key = "limit"u8.ToArray();

    private readonly Simulation _simulation = new();
    private readonly PermitSchedule _schedule;
    private readonly PermitRequest _request;
    private readonly Admissions _admissions;
    private readonly Machine[] _machines;
    private readonly InterceptingKvClient[] _clients;
    private readonly List<string> _log = [];
    private int _underWay;
    private Exception? _broken;

    public PermitModel(int seed)
    {
        _schedule = new PermitSchedule(seed);
        _request = new PermitRequest(_schedule.Limit, _schedule.Window, _schedule.Cost);
        _admissions = new Admissions(_schedule.Window);
        _machines = [.. Enumerable.Range(0, Machines).Select(_ => new Machine(_simulation, _schedule.UpTo(TimeSpan.FromHours(1))))];
        var store = new MemoryKvClient(new KvClientOptions { TimeProvider = new Machine(_simulation, TimeSpan.Zero) });
        _clients = [.. _machines.Select((machine, i) => NewClient(store, machine, i))];
        for (var machine = 0; machine < Machines; machine++)
        {
            for (var caller = 0; caller < _schedule.Callers; caller++)
                _ = BeginAsync(CallAsync(machine));
            if (_schedule.IsSuspended || _schedule.ClocksAreSet)
                _ = BeginAsync(DisturbAsync(_machines[machine]));
        }
    }

    public IReadOnlyList<string> Log => _log;

    public int Admitted => _admissions.Count;

    /// <summary>Of them, without a command or a wait.</summary>
    public int AtOnce { get; private set; }

    public void Run()
    {
        _simulation.Run();
        if (_broken is not null)
            throw _broken;
        Require(_underWay == 0, "every call ends");
        Require(_admissions.Fit(_schedule.Limit / _schedule.Cost), "R17: never more than the limit is admitted in a window of the server");
    }

    private async Task BeginAsync(Task part)
    {
        _underWay++;
        try
        {
            await part;
            _underWay--;
        }
#pragma warning disable CA1031 // It is thrown again, at the end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _broken ??= e;
        }
    }

    private InterceptingKvClient NewClient(KvClient store, Machine machine, int number) => new(store, new KvClientOptions { TimeProvider = machine })
    {
        Background = new SimulatedBackground(_simulation, () => _schedule.Lateness),
        Before = async operation =>
        {
            await PassAsync(machine, _schedule.Network);
            if (_schedule.IsRefused)
                throw InterceptingKvClient.Unavailable(outcomeUnknown: false);
            Note($"machine {number}: {operation} is executed");
        },
        After = async operation =>
        {
            // A window that is as long as it can be has just been opened.
            if (await store.TtlAsync(s_key) == _schedule.Window)
                _admissions.Open(_simulation.Now);
            var isLost = _schedule.IsLost;
            await PassAsync(machine, _schedule.Network);
            if (isLost)
                throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
            Note($"machine {number}: {operation} is answered");
        },
    };

    private async Task CallAsync(int machine)
    {
        for (var i = 0; i < _schedule.Calls; i++)
        {
            await PassAsync(_machines[machine], _schedule.BetweenCalls);
            var token = _schedule.IsCancelled ? CancelledAfter(_schedule.Network) : CancellationToken.None;
            var began = _simulation.Now;
            try
            {
                var call = _clients[machine].LimitAsync(s_key, _request, RateLimitUnavailable.Deny, "model", token, _schedule.Batch);
                var isAtOnce = call.IsCompleted;
                var result = await call;
                Note($"machine {machine}: a call since {began / TimeSpan.TicksPerMillisecond} ms is {(result.Allowed ? "admitted" : "denied")}{(isAtOnce ? " at once" : "")}");
                if (!result.Allowed)
                    continue;
                _admissions.Admit(began, _simulation.Now);
                AtOnce += isAtOnce ? 1 : 0;
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private CancellationToken CancelledAfter(TimeSpan time)
    {
        var source = new CancellationTokenSource();
        _simulation.After(time, source.Cancel);
        return source.Token;
    }

    private async Task DisturbAsync(Machine machine)
    {
        for (var i = 0; i < _schedule.Accidents; i++)
        {
            await _simulation.PassAsync(_schedule.UpTo(_schedule.Window));
            if (_schedule.IsSuspended)
                await machine.SleepAsync(_schedule.Sleep);
            else
                machine.Set += _schedule.ClockStep;
        }
    }

    private async Task PassAsync(Machine machine, TimeSpan time)
    {
        await _simulation.PassAsync(time);
        await machine.RunsAsync();
    }

    private void Note(FormattableString happened) => _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_simulation.Now / TimeSpan.TicksPerMillisecond} ms: {FormattableString.Invariant(happened)}"));

    private void Require(bool holds, string promise)
    {
        if (!holds)
            throw new BrokenPromiseException(promise, _log);
    }
}

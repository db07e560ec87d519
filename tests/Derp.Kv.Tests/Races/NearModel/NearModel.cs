using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>Three processes before one store, on virtual time. Each answer is compared with the history of its key.</summary>
internal sealed class NearModel
{
    private const int Clients = 3;

    private readonly Simulation _simulation = new();
    private readonly NearSchedule _schedule;
    private readonly ProcessTime[] _times;
    private readonly InterceptingKvClient[] _clients;
    private readonly Dictionary<string, History> _histories = NearModelKeys.All.ToDictionary(static name => name, static _ => new History());
    private readonly List<string> _log = [];
    private int _underWay;
    private Exception? _broken;

    public NearModel(int seed)
    {
        _schedule = new NearSchedule(seed);
        _times = [.. Enumerable.Range(0, Clients + 1).Select(_ => new ProcessTime(_simulation, _schedule.UpTo(TimeSpan.FromHours(1)), () => _schedule.Lateness))];
        var store = new MemoryKvClient(new KvClientOptions { TimeProvider = _times[Clients] });
        _clients = [.. _times.Take(Clients).Select((time, i) => NewClient(store, time, i))];
        for (var i = 0; i < _schedule.Readers; i++)
            _ = BeginAsync(ReadAsync(i % Clients, i % 5 < 2 ? NearKind.Shared : i % 5 < 4 ? NearKind.Decoded : NearKind.Far));
        for (var i = 0; i < _schedule.Writers; i++)
            _ = BeginAsync(WriteAsync(_schedule.Below(Clients)));
        if (_schedule.ClocksAreSet)
            _ = SetClocksAsync();
        if (_schedule.IsSwitched)
            _ = SwitchAsync(_clients[0]);
    }

    /// <summary>What happened, for a schedule that breaks a promise.</summary>
    public IReadOnlyList<string> Log => _log;

    public int Hits { get; private set; }

    /// <summary>Answers that were older than the truth when their call began: allowed for T, and until the invalidation returns.</summary>
    public int Older { get; private set; }

    public int Answers { get; private set; }

    public void Run()
    {
        _simulation.Run();
        if (_broken is not null)
            throw _broken;
        Require(_underWay == 0, "C2, C10, C29: every call ends");
        foreach (var client in _clients)
        {
            Require(client.Flights.Count == 0, "C5: no flight stays in the map");
            Require(client.Near is null or { Count: 0, Bytes: 0 }, "N8: at rest, memory holds nothing");
        }
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

    private InterceptingKvClient NewClient(KvClient store, ProcessTime time, int client) =>
        new(store, new KvClientOptions { TimeProvider = time, NearNotices = _schedule.IsHeard })
        {
            Background = new SimulatedBackground(_simulation, () => _schedule.Lateness),
            Flights = { Seed = NearModelKeys.Seed },
            Before = async operation =>
            {
                Note($"client {client}: {operation} is sent");
                await _simulation.PassAsync(_schedule.Network);
                if (_schedule.Fails)
                    throw InterceptingKvClient.Unavailable(outcomeUnknown: false);
                Note($"client {client}: {operation} is executed");
            },
            After = async operation =>
            {
                await _simulation.PassAsync(_schedule.Network);
                if (_schedule.Fails)
                    throw InterceptingKvClient.Unavailable(outcomeUnknown: true);
                Note($"client {client}: {operation} is answered");
            },
            Deliver = notice =>
            {
                for (var i = _schedule.IsSentTwice ? 2 : 1; i > 0; i--)
                {
                    if (!_schedule.IsLost)
                        _simulation.After(_schedule.NoticeAfter, notice);
                }
            },
        };

    private async Task ReadAsync(int client, NearKind kind)
    {
        for (var i = 0; i < _schedule.Reads; i++)
        {
            await _simulation.PassAsync(_schedule.BetweenReads);
            var name = NearModelKeys.All[_schedule.Below(_schedule.Keys)];
            var history = _histories[name];

            // Switched off, a method is as one without Near, also in what it joins.
            var near = _clients[client].NearEnabled ? NearMethods.TOf(kind) : null;
            var (here, ofAll, truth) = (history.FloorHere(client), history.FloorOfAll(_simulation.Now, near), history.Truth);
            Note($"client {client} calls {kind} {name}, not older than {here} and {ofAll}");
            var pending = NearMethods.CallAsync(kind, _clients[client], name, (this, name), static (state, _) => state.Item1.BodyAsync(state.name));
            Hits += pending.IsCompletedSuccessfully ? 1 : 0;
            var answer = (await pending)!;

            // "name:version".
            var colon = answer.LastIndexOf(':');
            var version = long.Parse(answer.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            Note($"client {client} gets {answer} from {kind}, called for {name}");
            Answers++;
            Older += version < truth ? 1 : 0;
            Require(answer.AsSpan(0, colon).SequenceEqual(name), "N9: an answer is of its own key");
            Require(version <= history.Truth, "an answer was true once");
            Require(version >= here, "N2, C21: no answer is older than an invalidation through the same client that had returned before the call");
            Require(version >= ofAll, "N1: no answer is older than an invalidation that had returned more than T before the call");
        }
    }

    private async ValueTask<string?> BodyAsync(string name)
    {
        await _simulation.PassAsync(_schedule.HalfABody);
        var version = _histories[name].Truth;
        Note($"body reads {name}:{version}");
        await _simulation.PassAsync(_schedule.HalfABody);
        return string.Create(CultureInfo.InvariantCulture, $"{name}:{version}");
    }

    // The truth first, then the invalidation.
    private async Task WriteAsync(int client)
    {
        for (var i = 0; i < _schedule.Writes; i++)
        {
            await _simulation.PassAsync(_schedule.BetweenWrites);
            if (_schedule.IsByPrefix)
                await InvalidateAllAsync(client);
            else
                await InvalidateAsync(client, NearModelKeys.All[_schedule.Below(_schedule.Keys)]);
        }
    }

    private async Task InvalidateAsync(int client, string name)
    {
        var history = _histories[name];
        var version = history.Write();
        Note($"the truth is {name}:{version}");
        try
        {
            await _clients[client].InvalidateAsync(NearModelKeys.Written(name));
            history.Invalidated(client, _simulation.Now, version);
            Note($"client {client} has invalidated {name}:{version}");
        }
        catch (KvUnavailableException)
        {
        }
    }

    private async Task InvalidateAllAsync(int client)
    {
        var versions = _histories.Values.Select(static history => (history, version: history.Write())).ToArray();
        try
        {
            await _clients[client].InvalidateByPrefixAsync("near:"u8.ToArray());
            foreach (var (history, version) in versions)
                history.Invalidated(client, _simulation.Now, version);

            Note($"client {client} has invalidated all");
        }
        catch (KvUnavailableException)
        {
        }
    }

    private async Task SetClocksAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await _simulation.PassAsync(_schedule.UpTo(NearMethods.T * 5));
            _times[_schedule.Below(Clients)].Set += _schedule.ClockStep;
        }
    }

    private async Task SwitchAsync(KvClient client)
    {
        for (var i = 0; i < 4; i++)
        {
            await _simulation.PassAsync(_schedule.UpTo(NearMethods.T * 3));
            client.NearEnabled = !client.NearEnabled;
            Note($"client 0 is switched {(client.NearEnabled ? "on" : "off")}");
        }
    }

    private void Note(FormattableString happened) => _log.Add(string.Create(CultureInfo.InvariantCulture, $"{_simulation.Now / TimeSpan.TicksPerMillisecond} ms: {FormattableString.Invariant(happened)}"));

    private void Require(bool holds, string promise)
    {
        if (!holds)
            throw new BrokenPromiseException(promise, _log);
    }
}

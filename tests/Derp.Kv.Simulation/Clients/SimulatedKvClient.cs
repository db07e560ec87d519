using Derp.Kv.Coordination.Holds;

namespace Derp.Kv.Simulation;

/// <summary>
/// The real client over the simulated network: its connections, its time-outs and its combining of reads are as those of the client on StackExchange.Redis. A
/// caller that gives up does not take back what it sent.
/// </summary>
internal sealed partial class SimulatedKvClient : KvClient
{
    private readonly SimulatedProcess _process;
    private readonly Connection[] _commands;
    private readonly Dice _dice;
    private readonly Connection _renewals;
    private readonly Connection _notices;

    public SimulatedKvClient(SimulatedProcess process, KvClientOptions options, Background background)
        : base(options)
    {
        _process = process;
        Background = background;
        Link = new Link(process.Machine.Settings);
        _dice = process.Dice.Fork();
        _commands = new Connection[process.Machine.Settings.CommandConnections];
        for (var i = 0; i < _commands.Length; i++)
            _commands[i] = new Connection(process, Link, "commands");
        _renewals = new Connection(process, Link, "renewals");
        _notices = new Connection(process, Link, "notices") { Changed = Gap, Opened = Resubscribe };
    }

    /// <summary>Its way to the server.</summary>
    public Link Link { get; }

    /// <summary>Voids nothing but the server's part: a step of a faulty invalidation.</summary>
    public ValueTask<bool> InvalidateAtServerAsync(byte[] key) => InvalidateCoreAsync(key, Coordination.Leases.LeaseKey.Of(key), settle: null, default);

    /// <summary>Hears of each command that is sent.</summary>
    public Action<Call>? Sent { get; set; }

    /// <summary>All connections break.</summary>
    public void BreakConnections()
    {
        foreach (var connection in _commands)
            connection.Break();
        _renewals.Break();
        _notices.Break();
    }

    /// <summary>Its process has crashed.</summary>
    public void Crashed()
    {
        foreach (var connection in _commands)
            connection.Abandon();
        _renewals.Abandon();
        _notices.Abandon();
    }

    private ValueTask<T> SendAsync<TState, T>(
        CommandKind kind,
        TState state,
        Func<Scripts, TState, ValueTask<T>> execute,
        CancellationToken cancellationToken,
        byte[]? key = null,
        byte[]? compared = null,
        int keys = 1)
    {
        var call = new Call<TState, T>(_process, kind, state, execute) { Key = key, Compared = compared, Keys = keys };
        Sent?.Invoke(call);
        ConnectionOf(kind).Send(call);
        if (!cancellationToken.CanBeCanceled)
            return new(call.Reply);
        return WaitAsync(call, cancellationToken);
    }

    private static async ValueTask<T> WaitAsync<TState, T>(Call<TState, T> call, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static (call, token) => ((Call<TState, T>)call!).Leave(token), call);
        return await call.Reply.ConfigureAwait(false);
    }

    private Connection ConnectionOf(CommandKind kind) => kind switch
    {
        CommandKind.RenewLease or CommandKind.RenewRefresh or CommandKind.CompareAndExpire => _renewals,
        CommandKind.Subscribe => _notices,
        _ => _commands.Length == 1 ? _commands[0] : _commands[_dice.Below(_commands.Length)],
    };
}

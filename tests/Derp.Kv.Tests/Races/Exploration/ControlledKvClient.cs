using Derp.Kv.Conformance;

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// A client whose every operation waits for its turn twice: before the server executes it, and before its reply arrives. In
/// between, and instead, it may fail: refused (nothing happened), unanswered (it may still happen, later) or its reply lost.
/// A caller that gives up does not take back what it sent.
/// </summary>
internal sealed partial class ControlledKvClient : KvClient
{
    private readonly Explorer _explorer;
    private readonly Server _server;
    private readonly Dictionary<(string Actor, string Of), int> _executed = [];
    private int _sent;

    public ControlledKvClient(Explorer explorer, Server server, string name, TimeProvider? clock = null)
        : base(new KvClientOptions { TimeProvider = clock ?? explorer.Time })
    {
        (_explorer, _server, Queue, Name) = (explorer, server, new QueuedBackground(explorer, name), name);
        Background = Queue;

        // Which keys share a part of the map does not depend on the run.
        Flights.Seed = 0;
    }

    public string Name { get; }

    public QueuedBackground Queue { get; }

    /// <summary>Whether an operation took effect after one of its key that its caller sent later.</summary>
    public bool Overtaken { get; private set; }

    /// <summary>Hears of each operation that is sent.</summary>
    public Action<Command>? Sent { get; set; }

    /// <summary>Hears of each reply that reaches its caller: the reply, or the exception where it failed.</summary>
    public Action<Command, object?>? Replied { get; set; }

    /// <summary>Whether replies arrive in the step that executes, and nobody gets ahead in the middle of one: fewer orders, for those who want them all.</summary>
    public bool RepliesAtOnce { get; init; }

    /// <summary>Whether invalidations are told of on a channel, as methods with <c>Near</c> need it.</summary>
    public bool HearsOfInvalidations { get; init; }

    /// <summary>An operation that is answered and never sent: what a client does that forgets it.</summary>
    public string? Forgets { get; init; }

    /// <summary>The server's part of an invalidation, without the client's.</summary>
    public ValueTask<bool> InvalidateOnlyAsync() => InvalidateCoreAsync(_server.Key, default, settle: null, default);

    private ValueTask<T> PassAsync<T>(string operation, ReadOnlyMemory<byte> key, byte[]? compared, Func<Server, byte[], ValueTask<T>> execute, CancellationToken cancellationToken)
    {
        var owned = key.ToArray();
        return PassAsync(new Command(operation, Explorer.Actor, owned, compared), server => execute(server, owned), cancellationToken);
    }

    private ValueTask<T> PassAsync<T>(string operation, Func<Server, ValueTask<T>> execute, CancellationToken cancellationToken = default) =>
        PassAsync(new Command(operation, Explorer.Actor, _server.Key, Compared: null), execute, cancellationToken);

    private async ValueTask<T> PassAsync<T>(Command command, Func<Server, ValueTask<T>> execute, CancellationToken cancellationToken)
    {
        var (actor, name, number) = (command.Actor, _server.NameOf(command.Operation, command.Key), ++_sent);
        var (place, reply) = ((actor, _server.NameOf("", command.Key)), new TaskCompletionSource<T>());
        if (command.Operation == Forgets)
            return default!;

        Sent?.Invoke(command);
        _explorer.Offer(
            new(actor, name, OptionKind.Step, Execute),
            new(actor, $"{name} is refused", OptionKind.Fault, () => reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: false))),
            new(actor, $"{name} is not answered", OptionKind.Fault, () =>
            {
                _explorer.Offer(
                    new(actor, $"{name} is late", OptionKind.Step, Execute),
                    new(actor, $"{name} is lost", OptionKind.Step, static () => { }));
                reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: true));
            }));
        using var registration = cancellationToken.UnsafeRegister(_ => reply.TrySetCanceled(cancellationToken), null);

        // Others share a read only after it was sent.
        if (command.Operation is "Get" or "MGet" && !RepliesAtOnce)
            _explorer.LetOthersGetAhead();
        try
        {
            var result = await reply.Task.ConfigureAwait(false);
            Replied?.Invoke(command, result);
            return result;
        }
        catch (Exception e)
        {
            Replied?.Invoke(command, e);
            throw;
        }

        void Execute()
        {
            Overtaken |= number < _executed.GetValueOrDefault(place);
            _executed[place] = number;
            var answer = _server.Execute(command, execute);
            if (reply.Task.IsCompleted)
                return;
            if (RepliesAtOnce)
            {
                reply.TrySetResult(answer);
                return;
            }

            _explorer.Offer(
                new(actor, $"{name} is answered", OptionKind.Step, () => reply.TrySetResult(answer)),
                new(actor, $"{name}'s answer is lost", OptionKind.Fault, () => reply.TrySetException(InterceptingKvClient.Unavailable(outcomeUnknown: true))));
        }
    }
}

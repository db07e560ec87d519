using System.Runtime.CompilerServices;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Diagnostics;
using Derp.Kv.Runtime.RoundTrips;
using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv;

/// <summary>
/// A byte-level client of a key-value store: one command or one script per operation, and the helpers on top of them.
/// Thread-safe; create one for the lifetime of the application. Public methods check arguments, normalise expiries and map
/// errors; a backend overrides the <c>…CoreAsync</c> behind each.
/// </summary>
/// <remarks>
/// If the store is unavailable, methods throw <see cref="KvUnavailableException"/>; other errors of it are <see cref="KvException"/>. A
/// write whose caller cancels, or that times out, may be executed all the same.
/// </remarks>
public abstract partial class KvClient : IAsyncDisposable
{
    /// <summary>Checks the options and creates the client; does not connect.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    protected KvClient(KvClientOptions? options = null)
        : this(options, isShared: true)
    {
    }

    // Whether other processes can see the store; without a prefix they then share their keys with this one.
    internal KvClient(KvClientOptions? options, bool isShared)
    {
        options ??= new KvClientOptions();
        options.Validate();
        Options = options;
        KeyPrefixUtf8 = Encoding.UTF8.GetBytes(options.KeyPrefix);
        Log = new KvLog(options);
        RoundTrips = options.VerifyRoundTrips && ValueReflection.IsSupported ? new RoundTripVerifier(Log, options.TimeProvider) : null;
        Gate = new ClientGate(GetType().Name);
        Flights = new FlightMap();
        Denials = new Denials(options.TimeProvider);
        Seed();
        _nearEnabled = options.NearEnabled;
        Notices = new Notices(this);
        Breaker = NewBreaker(BreakerReport.Reads, Log.BreakerOpened, Log.BreakerClosed);
        WriteBreaker = NewBreaker(BreakerReport.Writes, Log.WriteBreakerOpened, Log.WriteBreakerClosed);
        KvMetrics.Clients.Add(this);
        SharesKeys = isShared && KeyPrefixUtf8.Length == 0;
        if (SharesKeys)
            Log.NoKeyPrefix();
    }

    /// <summary>The settings that the client was constructed with.</summary>
    public KvClientOptions Options { get; }

    internal byte[] KeyPrefixUtf8 { get; }

    internal bool SharesKeys { get; }

    internal KvLog Log { get; }

    /// <summary>Null unless results are verified: a call pays only the check of a field.</summary>
    internal RoundTripVerifier? RoundTrips { get; }

    internal FlightMap Flights { get; }

    internal ClientGate Gate { get; }

    internal Background Background { get; init; } = Background.Pool;

    /// <summary>All that is random. Whoever sets another one sets it before the first call.</summary>
    internal Chance Chance
    {
        get;
        init
        {
            field = value;
            Seed();
        }
    }
    = Chance.System;

    /// <summary>The client's name in tags of metrics.</summary>
    internal string MetricName => Options.Name.Length == 0 ? GetType().Name : Options.Name;

    /// <summary>The server, for metrics; null: there is none, and operations are not measured.</summary>
    internal virtual DatabaseIdentity? Database => null;

    internal TimeProvider Time => Options.TimeProvider;

    /// <summary>
    /// Connects now, so that a wrong address or password shows at start. Optional: the first operation connects too.
    /// Calling it again does nothing.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KvUnavailableException">The store cannot be reached.</exception>
    public ValueTask ConnectAsync(CancellationToken cancellationToken = default) =>
        InvokeAsync(0, static (client, _, ct) => client.ConnectCoreAsync(ct), cancellationToken);

    /// <summary>Connects, if the backend has connections.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected virtual ValueTask ConnectCoreAsync(CancellationToken cancellationToken) => default;

    /// <summary>Releases the backend's resources. Called once, after the calls in flight.</summary>
    protected virtual ValueTask DisposeCoreAsync() => default;

    /// <summary>Turns a failure of the backend's library into one of this library's exceptions; messages without keys or values.</summary>
    /// <param name="exception">What an operation threw; never an <see cref="OperationCanceledException"/> of the caller or a <see cref="KvException"/>.</param>
    protected virtual Exception MapError(Exception exception) => exception;

    private void Seed() => (Flights.Seed, Denials.Seed) = (Chance.NextSeed(), Chance.NextSeed());

    // Every operation passes here: the one place that checks for disposal and cancellation, measures, and maps errors. Its name is its caller's.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> InvokeAsync<TArgs, TResult>(
        TArgs args,
        Func<KvClient, TArgs, CancellationToken, ValueTask<TResult>> core,
        CancellationToken cancellationToken,
        bool isHelpers = false,
        [CallerMemberName] string operation = "")
    {
        Enter(cancellationToken, isHelpers);
        var began = OperationMetrics.Begin(this);
        try
        {
            var result = await core(this, args, cancellationToken).ConfigureAwait(false);
            OperationMetrics.Succeeded(this, operation, began);
            return result;
        }
        catch (Exception e) when (IsForeign(e, operation, began, cancellationToken))
        {
            throw Failed(operation, began, Mapped(e));
        }
        finally
        {
            Exit();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask InvokeAsync<TArgs>(
        TArgs args,
        Func<KvClient, TArgs, CancellationToken, ValueTask> core,
        CancellationToken cancellationToken,
        [CallerMemberName] string operation = "")
    {
        Enter(cancellationToken);
        var began = OperationMetrics.Begin(this);
        try
        {
            await core(this, args, cancellationToken).ConfigureAwait(false);
            OperationMetrics.Succeeded(this, operation, began);
        }
        catch (Exception e) when (IsForeign(e, operation, began, cancellationToken))
        {
            throw Failed(operation, began, Mapped(e));
        }
        finally
        {
            Exit();
        }
    }

    // The helpers handle every failure of a store. A backend that lets an exception of its library through must not
    // make them lose a result.
    private Exception Mapped(Exception exception)
    {
        var lost = exception as LostCommandException;
        var cause = lost?.InnerException ?? exception;
        var mapped = cause is KvException ? cause : MapError(cause);
        if (mapped is not (KvException or ObjectDisposedException))
            return new KvException($"The backend failed ({mapped.GetType().Name}).", mapped);
        if (mapped is KvUnavailableException unavailable)
            unavailable.Lost = lost;
        return mapped;
    }

    // What is not mapped is measured here, before it passes: a second handler would make each operation's code longer.
    private bool IsForeign(Exception exception, string operation, long began, CancellationToken cancellationToken)
    {
        if (IsForeign(exception, cancellationToken))
            return true;
        OperationMetrics.Failed(this, operation, began, exception);
        return false;
    }

    private Exception Failed(string operation, long began, Exception mapped)
    {
        OperationMetrics.Failed(this, operation, began, mapped);
        return mapped;
    }

    /// <summary>Reads the answer of an operation that did not go through <c>InvokeAsync</c>, with its errors mapped alike.</summary>
    internal T ReadAnswer<T>(Func<T> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception e) when (IsForeign(e, CancellationToken.None))
        {
            throw Mapped(e);
        }
    }

    private static bool IsForeign(Exception exception, CancellationToken cancellationToken) =>
        exception is not (KvException or ArgumentException or ObjectDisposedException)
        && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private void Enter(CancellationToken cancellationToken, bool isHelpers = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Gate.EnterOperation(isHelpers);
    }

    private void Exit() => Gate.Operations.Exit();
}

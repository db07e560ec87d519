using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// A client's log. Event ids and names are stable; no message holds a key or a value. Exceptions are logged at Debug only:
/// one of a backend's library or a user's serializer may quote keys or values.
/// </summary>
internal sealed partial class KvLog(KvClientOptions options)
{
    // A store that is down fails every call; one line in ten seconds tells as much as thousands.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = QuietLogger.Create(options.LoggerFactory, options.Name.Length == 0 ? "Derp.Kv" : "Derp.Kv." + options.Name);
    private readonly ConcurrentDictionary<string, bool> _oversizedMethods = new();
    private readonly ConcurrentDictionary<(string Method, string What), bool> _said = new();
    private long _lastFailOpen = long.MinValue;
    private long _lastRefreshFailed = long.MinValue;

    public void FailOpen(string method, string operation, Exception exception)
    {
        Failed(operation, method, exception);
        if (IsTime(ref _lastFailOpen))
            FailOpenCore(operation, method, Failure.Describe(exception));
    }

    public void RefreshFailed(string method, Exception exception)
    {
        Failed("refresh", method, exception);
        if (IsTime(ref _lastRefreshFailed))
            RefreshFailedCore(method, Failure.Describe(exception));
    }

    public void OtherKeyInScope(string method)
    {
        if (_said.TryAdd((method, nameof(OtherKeyInScope)), true))
            OtherKeyInScopeCore(method);
    }

    public void ReadsNotCombined()
    {
        if (_said.TryAdd(("", nameof(ReadsNotCombined)), true))
            ReadsNotCombinedCore();
    }

    public void ScopeNotEnded(string method, Exception exception) => Failed("end the scope", method, exception);

    public void InvalidationQueued(string method, Exception exception)
    {
        Failed("invalidate", method, exception);
        InvalidationQueuedCore(method, Failure.Describe(exception));
    }

    public void NotNamed(string method, Exception exception)
    {
        Failed("name", method, exception);
        NotNamedCore(method, Failure.Describe(exception));
    }

    public void Oversized(string method, int size)
    {
        if (_oversizedMethods.TryAdd(method, true))
            OversizedCore(method, size, options.MaxValueSize);
    }

    public void NotSerialized(string method, Exception exception)
    {
        Failed("serialize", method, exception);
        if (exception is KvOtherTypeException { RuntimeType: var type })
        {
            if (_said.TryAdd((method, type), true))
                OtherTypeCore(method, exception.Message);
            return;
        }

        // What the library itself reports, such as a cycle, is true of the next value too.
        var failure = Failure.Describe(exception);
        if (exception is not KvSerializationException || _said.TryAdd((method, failure), true))
            NotSerializedCore(method, failure);
    }

    public void ResultNotStored(string method, Exception? exception)
    {
        if (exception is not null)
            Failed("complete", method, exception);
        ResultNotStoredCore(method, exception is null ? "another call owns the key" : Failure.Describe(exception));
    }

    public void NotRefunded(string method, string limit, Exception exception)
    {
        Failed("refund", method, exception);
        NotRefundedCore(method, limit, Failure.Describe(exception));
    }

    public void Unprotected(string method, Exception exception)
    {
        Failed("claim", method, exception);
        UnprotectedCore(method, Failure.Describe(exception));
    }

    public void NotReleased(string method, Exception exception)
    {
        Failed("release", method, exception);
        NotReleasedCore(method, Failure.Describe(exception));
    }

    public void NotRenewed(string method, Exception exception)
    {
        Failed("renew", method, exception);
        NotRenewedCore(method, Failure.Describe(exception));
    }

    public void NoNotices(Exception exception)
    {
        Failed("subscribe", "KvClient", exception);
        NoNoticesCore(Failure.Describe(exception));
    }

    public void NoNearNotices(Exception exception)
    {
        Failed("subscribe", "KvClient", exception);
        if (_said.TryAdd(("KvClient", nameof(NoNearNotices)), true))
            NoNearNoticesCore(Failure.Describe(exception));
    }

    public void ReloadRefused(Exception exception)
    {
        Failed("reload", "KvClient", exception);
        ReloadRefusedCore(exception is OptionsValidationException ? exception.Message : Failure.Describe(exception));
    }

    public void OverrideWaits(string method, string? nearest) =>
        OverrideWaitsCore(method, nearest is null ? "" : $" The nearest name of those that are loaded is {nearest}.");

    public void NotPublished(Exception exception) => Failed("publish", "KvClient", exception);

    public void ShouldStoreThrew(string method, Exception exception)
    {
        Failed("decide about", method, exception);
        ShouldStoreThrewCore(method, Failure.Describe(exception));
    }

    public void Unreadable(string method, string? reason)
    {
        reason ??= "Another version or another program wrote it.";
        if (_said.TryAdd((method, reason), true))
            UnreadableCore(method, reason);
    }

    public void ForeignValue(string method)
    {
        if (_said.TryAdd((method, nameof(ForeignValue)), true))
            ForeignValueCore(method);
    }

    public void RoundTripDiffers(string method, string member)
    {
        if (_said.TryAdd((method, member), true))
            RoundTripDiffersCore(method, member);
    }

    public void NotVerified(string method, Exception exception) => Failed("verify", method, exception);

    // True for one of the events within ten seconds.
    private bool IsTime(ref long lastTime)
    {
        var now = options.TimeProvider.GetTimestamp();
        var last = Volatile.Read(ref lastTime);
        return (last == long.MinValue || options.TimeProvider.GetElapsedTime(last, now) >= s_quiet)
            && Interlocked.CompareExchange(ref lastTime, now, last) == last;
    }

    [LoggerMessage(1, LogLevel.Warning, "The key-value store failed at {Operation}; the call of {Method} continues without it. {Failure} Further failures within 10 s are counted, not logged.", EventName = "FailOpen")]
    private partial void FailOpenCore(string operation, string method, string failure);

    [LoggerMessage(2, LogLevel.Warning, "A result of {Method} has {Size} bytes, more than KvClientOptions.MaxValueSize ({MaxValueSize}); it is returned and not stored. Logged once per method.", EventName = "Oversized")]
    private partial void OversizedCore(string method, int size, int maxValueSize);

    [LoggerMessage(3, LogLevel.Error, "A result of {Method} cannot be serialized; it is returned and not stored. {Failure}", EventName = "NotSerialized")]
    private partial void NotSerializedCore(string method, string failure);

    [LoggerMessage(4, LogLevel.Error, "A result of {Method} was returned to its caller but could not be stored ({Failure}): a duplicate call may run again after the claim has expired.", EventName = "ResultNotStored")]
    private partial void ResultNotStoredCore(string method, string failure);

    [LoggerMessage(5, LogLevel.Warning, "The key-value store could not be asked; {Method} runs without protection from duplicate calls. {Failure}", EventName = "Unprotected")]
    private partial void UnprotectedCore(string method, string failure);

    [LoggerMessage(6, LogLevel.Warning, "A claim of {Method} could not be released; duplicate calls must wait until it expires. {Failure}", EventName = "NotReleased")]
    private partial void NotReleasedCore(string method, string failure);

    [LoggerMessage(7, LogLevel.Warning, "A claim of {Method} could not be renewed; further attempts follow until it expires. {Failure}", EventName = "NotRenewed")]
    private partial void NotRenewedCore(string method, string failure);

    [LoggerMessage(8, LogLevel.Information, "The key-value store does not let this client subscribe to notifications; calls that wait for other processes poll. {Failure}", EventName = "NoNotices")]
    private partial void NoNoticesCore(string failure);

    [LoggerMessage(9, LogLevel.Warning, "The key-value store has failed five times within five seconds, or timed out twice in a row: cached calls skip it, and one call per second tests it. Logged at most once in 10 s.", EventName = "BreakerOpened")]
    public partial void BreakerOpened();

    [LoggerMessage(10, LogLevel.Information, "The key-value store answers again: cached calls use it.", EventName = "BreakerClosed")]
    public partial void BreakerClosed();

    [LoggerMessage(11, LogLevel.Information, "A lease of {Method} no longer existed when its holder renewed it: the value was invalidated, or the process was paused for longer than LockTtl. The value is returned and not stored.", EventName = "LeaseLost")]
    public partial void LeaseLost(string method);

    [LoggerMessage(12, LogLevel.Error, "The body of {Method} has run for {Seconds} s, ten times its LockTtl, and was cancelled; it may still be running.", EventName = "GivenUp")]
    public partial void GivenUp(string method, double seconds);

    [LoggerMessage(13, LogLevel.Error, "A claim of {Method} no longer existed while its body ran: a duplicate call may run at the same time. The body's token is cancelled.", EventName = "ClaimLost")]
    public partial void ClaimLost(string method);

    [LoggerMessage(14, LogLevel.Warning, "A stored value of {Method} could not be read. {Reason} It is removed and computed anew. Logged once per method and reason.", EventName = "Unreadable")]
    private partial void UnreadableCore(string method, string reason);

    [LoggerMessage(15, LogLevel.Debug, "{Operation} of {Method} failed.", EventName = "Failed")]
    private partial void Failed(string operation, string method, Exception exception);

    [LoggerMessage(16, LogLevel.Error, "A result of {Method} is returned but not stored, since a part of it would be lost. {What} Logged once per method and type.", EventName = "OtherType")]
    private partial void OtherTypeCore(string method, string what);

    [LoggerMessage(17, LogLevel.Error, "A result of {Method} changes when it is written and read back: {Member} differs. A cached caller would get the changed value. Logged once per method and member.", EventName = "RoundTripDiffers")]
    private partial void RoundTripDiffersCore(string method, string member);

    [LoggerMessage(18, LogLevel.Warning, "Two methods use the same key: another method, or another type, stored a value under a key of {Method}. It is removed and computed anew. Give each method its own key template. Logged once per method.", EventName = "ForeignValue")]
    private partial void ForeignValueCore(string method);

    [LoggerMessage(19, LogLevel.Warning, "{Method} and {Other} have the same key template in two assemblies, so that their keys can be equal. Give each its own template.", EventName = "SharedTemplate")]
    public partial void SharedTemplate(string method, string other);

    [LoggerMessage(20, LogLevel.Information, "KvClientOptions.KeyPrefix is empty: all applications on this server without a prefix share their keys. If they must not, set one for each (DerpKv:KeyPrefix in configuration).", EventName = "NoKeyPrefix")]
    public partial void NoKeyPrefix();

    [LoggerMessage(21, LogLevel.Error, "A claim of {Method} could not be renewed for {Seconds} s, its whole LockTtl: a duplicate call may run at the same time. The body's token is cancelled.", EventName = "ClaimLapsed")]
    public partial void ClaimLapsed(string method, double seconds);

    [LoggerMessage(22, LogLevel.Error, "IdempotencyOptions.ShouldStore of {Method} threw; the result is stored. {Failure}", EventName = "ShouldStoreThrew")]
    private partial void ShouldStoreThrewCore(string method, string failure);

    [LoggerMessage(23, LogLevel.Warning, "The client was disposed of while {Calls} calls were still running after {Seconds} s, its DisposeTimeout. Leases are released; claims of running bodies expire.", EventName = "StillRunning")]
    public partial void StillRunning(long calls, double seconds);

    [LoggerMessage(24, LogLevel.Warning, "A call of {Method} was denied by one of its limits, and the permits that {Limit} had counted could not be refunded: it admits fewer calls until its window ends. {Failure}", EventName = "NotRefunded")]
    private partial void NotRefundedCore(string method, string limit, string failure);

    [LoggerMessage(25, LogLevel.Warning, "The key-value store does not let this client subscribe to notifications of invalidations: methods with Near may return an old value until their Near has passed. Logged once. {Failure}", EventName = "NoNearNotices")]
    private partial void NoNearNoticesCore(string failure);

    [LoggerMessage(26, LogLevel.Warning, "A reload of the configuration was refused, and the settings of before stay in force. {Failure}", EventName = "ReloadRefused")]
    private partial void ReloadRefusedCore(string failure);

    [LoggerMessage(27, LogLevel.Warning, "The key-value store does not take writes: five failed within five seconds, or two timed out in a row. Cached calls return stored values; on a miss they run their bodies without a lease and store nothing. One call per second tests it. Logged at most once in 10 s.", EventName = "WriteBreakerOpened")]
    public partial void WriteBreakerOpened();

    [LoggerMessage(28, LogLevel.Information, "The key-value store takes writes again: cached calls use leases and store their values.", EventName = "WriteBreakerClosed")]
    public partial void WriteBreakerClosed();

    [LoggerMessage(29, LogLevel.Warning, "The connection that was passed to this client queues commands while it is disconnected: each call then waits for its time-out until the circuit breaker opens, and a command can run after its caller has stopped waiting. Set ConfigurationOptions.BacklogPolicy = BacklogPolicy.FailFast before you connect.", EventName = "QueuesCommands")]
    public partial void QueuesCommands();

    [LoggerMessage(30, LogLevel.Error, "{Method} has written, and the store could not be told that a value is out of date: other processes may serve the old one. The invalidation is repeated in the background. {Failure}", EventName = "InvalidationQueued")]
    private partial void InvalidationQueuedCore(string method, string failure);

    [LoggerMessage(31, LogLevel.Information, "The queue of invalidations is empty: the store was told of all, or they were given up.", EventName = "InvalidationsDone")]
    public partial void InvalidationsDone();

    [LoggerMessage(32, LogLevel.Error, "An invalidation of {Method} was given up ({Reason}): an old value may be served until it expires.", EventName = "InvalidationLost")]
    public partial void InvalidationLost(string method, string reason);

    [LoggerMessage(33, LogLevel.Warning, "A scope of deferred invalidations ended without FlushAsync, and was flushed now: {Count} of them, the first of {Method}. Call FlushAsync after the commit.", EventName = "NotFlushed")]
    public partial void NotFlushed(string method, int count);

    [LoggerMessage(34, LogLevel.Error, "What {Method} invalidates could not be read from its result, and is not invalidated. {Failure}", EventName = "NotNamed")]
    private partial void NotNamedCore(string method, string failure);

    [LoggerMessage(35, LogLevel.Information, "The configuration changes settings of these methods now: {Methods}.", EventName = "MethodsOverridden")]
    public partial void MethodsOverridden(string methods);

    [LoggerMessage(36, LogLevel.Warning, "{Path} names a method that no loaded assembly has. It has no effect until one is loaded that has it.{Nearest}", EventName = "OverrideWaits")]
    private partial void OverrideWaitsCore(string path, string nearest);

    [LoggerMessage(37, LogLevel.Warning, "The body of {Method} has failed to renew a value. The value of before is served, and no process runs the body for it for a second, twice as long after each further failure, at most 30 s. {Failure} Further failures within 10 s are counted, not logged.", EventName = "RefreshFailed")]
    private partial void RefreshFailedCore(string method, string failure);

    [LoggerMessage(38, LogLevel.Warning, "{Method} has RefreshOn.NewScope, and on the instance of a new scope it has another key: its key depends on who is asking, or on where. It is refreshed as with RefreshOn.Caller. Logged once per method.", EventName = "OtherKeyInScope")]
    private partial void OtherKeyInScopeCore(string method);

    [LoggerMessage(39, LogLevel.Information, "The server's user may not call MGET: reads of concurrent calls do not share commands, which costs up to three times the time with many callers. Allow +mget. Logged once.", EventName = "ReadsNotCombined")]
    private partial void ReadsNotCombinedCore();

    [LoggerMessage(40, LogLevel.Information, "The connection that was passed to this client may end a command later than after its OperationTimeout of {Seconds} s, so that each call needs a timer of its own. Set ConfigurationOptions.AsyncTimeout and SyncTimeout to at most {Milliseconds}, and HeartbeatInterval to at most half of that, before you connect.", EventName = "EndsCommandsLate")]
    public partial void EndsCommandsLate(double seconds, int milliseconds);
}

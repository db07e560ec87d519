using System.Collections.Concurrent;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Ledger.Diagnostics;

/// <summary>
/// A ledger's log. Event ids and names are stable; no message holds a key or a value. Exceptions are logged at Debug only: one of a driver
/// or a user's serializer may quote keys or values.
/// </summary>
internal sealed partial class LedgerLog(KvLedgerOptions options)
{
    // A body that runs long can have many duplicates.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = QuietLogger.Create(options.LoggerFactory, options.Name.Length == 0 ? "Derp.Kv.Ledger" : "Derp.Kv.Ledger." + options.Name);
    private readonly ConcurrentDictionary<string, bool> _oversizedMethods = new();
    private long _lastWait = long.MinValue;

    public void WaitsLong(string method)
    {
        var now = options.TimeProvider.GetTimestamp();
        var last = Volatile.Read(ref _lastWait);
        if ((last == long.MinValue || options.TimeProvider.GetElapsedTime(last, now) >= s_quiet) && Interlocked.CompareExchange(ref _lastWait, now, last) == last)
            WaitsLongCore(method);
    }

    public void Oversized(string method, int size)
    {
        if (_oversizedMethods.TryAdd(method, true))
            OversizedCore(method, size, options.MaxValueSize);
    }

    public void NotSerialized(string method, Exception exception)
    {
        Failed("serialize", method, exception);
        NotSerializedCore(method, Failure.Describe(exception));
    }

    public void CommitUnanswered(string method, Exception exception)
    {
        Failed("commit", method, exception);
        CommitUnansweredCore(method, Failure.Describe(exception));
    }

    public void NotSettled(string method, TimeSpan patience) => NotSettledCore(method, patience.TotalSeconds);

    public void ShouldStoreThrew(string method, Exception exception)
    {
        Failed("decide about", method, exception);
        ShouldStoreThrewCore(method, Failure.Describe(exception));
    }

    [LoggerMessage(200, LogLevel.Information, "A call of {Method} has waited for another call that holds its key, or the database, and polls from now on. Logged at most once in 10 s.", EventName = "LedgerWaitsLong")]
    private partial void WaitsLongCore(string method);

    [LoggerMessage(201, LogLevel.Warning, "A result of {Method} has {Size} bytes, more than KvLedgerOptions.MaxValueSize ({MaxValueSize}); it is returned, and duplicate calls get an exception. Logged once per method.", EventName = "LedgerOversized")]
    private partial void OversizedCore(string method, int size, int maxValueSize);

    [LoggerMessage(202, LogLevel.Error, "A result of {Method} cannot be serialized; it is returned, and duplicate calls get an exception. {Failure}", EventName = "LedgerNotSerialized")]
    private partial void NotSerializedCore(string method, string failure);

    [LoggerMessage(203, LogLevel.Warning, "A commit of {Method} was not answered; another connection finds out whether it was executed. {Failure}", EventName = "LedgerCommitUnanswered")]
    private partial void CommitUnansweredCore(string method, string failure);

    [LoggerMessage(204, LogLevel.Information, "A commit of {Method} that was not answered is settled: {Outcome}.", EventName = "LedgerSettled")]
    public partial void Settled(string method, string outcome);

    [LoggerMessage(205, LogLevel.Error, "A commit of {Method} that was not answered could not be settled within {Seconds} s: its caller was told that the outcome is unknown.", EventName = "LedgerNotSettled")]
    private partial void NotSettledCore(string method, double seconds);

    [LoggerMessage(206, LogLevel.Error, "IdempotencyOptions.ShouldStore of {Method} threw; the result is stored. {Failure}", EventName = "LedgerShouldStoreThrew")]
    private partial void ShouldStoreThrewCore(string method, string failure);

    [LoggerMessage(207, LogLevel.Debug, "{Operation} of {Method} failed.", EventName = "LedgerFailed")]
    private partial void Failed(string operation, string method, Exception exception);
}

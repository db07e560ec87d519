using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Diagnostics;

/// <summary>A client's log. Event ids are stable; no message holds a key or a value.</summary>
internal sealed partial class KvLog(KvClientOptions options)
{
    // A store that is down fails every call; one line in ten seconds says so as well as thousands.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger("Derp.Kv");
    private readonly ConcurrentDictionary<string, bool> _oversizedMethods = new();
    private long _lastFailOpen = long.MinValue;

    public void FailOpen(string method, string operation, Exception exception)
    {
        KvMetrics.FailOpen(method, operation);
        var now = options.TimeProvider.GetTimestamp();
        var last = Volatile.Read(ref _lastFailOpen);
        if (last != long.MinValue && options.TimeProvider.GetElapsedTime(last, now) < s_quiet)
            return;
        if (Interlocked.CompareExchange(ref _lastFailOpen, now, last) == last)
            FailOpenCore(operation, method, exception);
    }

    public void Oversized(string method, int size)
    {
        KvMetrics.ValueNotStored(method, "too_large");
        if (_oversizedMethods.TryAdd(method, true))
            OversizedCore(method, size, options.MaxValueSize);
    }

    public void NotSerialized(string method, Exception exception)
    {
        KvMetrics.ValueNotStored(method, "not_serialized");
        NotSerializedCore(method, exception);
    }

    public void ResultNotStored(string method, Exception? exception)
    {
        KvMetrics.ResultNotStored(method);
        ResultNotStoredCore(method, exception);
    }

    public void Unprotected(string method, Exception exception)
    {
        KvMetrics.Unprotected(method);
        UnprotectedCore(method, exception);
    }

    [LoggerMessage(1, LogLevel.Warning, "The key-value store failed at {Operation}; {Method} goes on without it. Further failures within 10 s are counted, not logged.")]
    private partial void FailOpenCore(string operation, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "A result of {Method} takes {Size} bytes, more than the {MaxValueSize} of KvClientOptions.MaxValueSize; it is returned and not stored. Logged once per method.")]
    private partial void OversizedCore(string method, int size, int maxValueSize);

    [LoggerMessage(3, LogLevel.Error, "A result of {Method} cannot be serialized; it is returned and not stored.")]
    private partial void NotSerializedCore(string method, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "A result of {Method} was returned to its caller and could not be stored: a duplicate may run again once the claim has ended.")]
    private partial void ResultNotStoredCore(string method, Exception? exception);

    [LoggerMessage(5, LogLevel.Warning, "The key-value store could not be asked; {Method} runs without protection from duplicates.")]
    private partial void UnprotectedCore(string method, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "A claim of {Method} could not be given back; duplicates are held off until it ends.")]
    public partial void NotReleased(string method, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "A claim of {Method} could not be renewed; another try follows while it lasts.")]
    public partial void NotRenewed(string method, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "The key-value store does not let this client subscribe to notices; waits for other processes poll.")]
    public partial void NoNotices(Exception exception);
}

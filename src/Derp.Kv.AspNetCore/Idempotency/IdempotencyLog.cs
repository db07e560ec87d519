using System.Collections.Concurrent;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>
/// The log of idempotent endpoints. Event ids and names are stable. Messages name routes and headers, never keys, scopes or bodies. What the first request
/// of an endpoint tells about its code is said once.
/// </summary>
internal sealed partial class IdempotencyLog(ILoggerFactory loggerFactory)
{
    private readonly ILogger _logger = QuietLogger.Create(loggerFactory, "Derp.Kv.AspNetCore");
    private readonly ConcurrentDictionary<(string Route, string What), bool> _said = new();

    public void HeadersNotReplayed(string route, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0 && _said.TryAdd((route, nameof(HeadersNotReplayed)), true))
            HeadersNotReplayedCore(route, string.Join(", ", names));
    }

    /// <summary>Whether <see cref="HeadersNotReplayed"/> was not said yet: what it takes need not be gathered else.</summary>
    public bool TellsHeaders(string route) => !_said.ContainsKey((route, nameof(HeadersNotReplayed)));

    public void AnswerNotKept(string route, string reason)
    {
        if (_said.TryAdd((route, nameof(AnswerNotKept)), true))
            AnswerNotKeptCore(route, reason);
    }

    /// <summary>The message of a client library may quote a key: only what <see cref="Failure"/> says of it is logged.</summary>
    public void ClaimUnavailable(string route, Exception exception) => ClaimUnavailableCore(route, Failure.Describe(exception));

    public void RecordUnreadable(string route, Exception exception) => RecordUnreadableCore(route, Failure.Describe(exception));

    public void NotCommitted(string route, Exception exception) => NotCommittedCore(route, Failure.Describe(exception));

    [LoggerMessage(100, LogLevel.Warning, "{Route} set headers that its replays do not have: {Headers}. Name those that describe the result in ReplayHeaders.", EventName = "HeadersNotReplayed")]
    private partial void HeadersNotReplayedCore(string route, string headers);

    [LoggerMessage(101, LogLevel.Warning, "{Route} wrote an answer that is not kept ({Reason}): duplicates get 409. This is logged once.", EventName = "AnswerNotKept")]
    private partial void AnswerNotKeptCore(string route, string reason);

    [LoggerMessage(102, LogLevel.Warning, "{Route} was answered 503: the store could not be asked for the claim. Nothing ran. {Failure}", EventName = "ClaimUnavailable")]
    private partial void ClaimUnavailableCore(string route, string failure);

    [LoggerMessage(103, LogLevel.Error, "{Route} was answered 500: the record of its key cannot be read. Nothing ran. {Failure}", EventName = "RecordUnreadable")]
    private partial void RecordUnreadableCore(string route, string failure);

    [LoggerMessage(104, LogLevel.Error, "{Route} was answered 503: its transaction was not committed, or nobody could tell whether it was. {Failure}", EventName = "NotCommitted")]
    private partial void NotCommittedCore(string route, string failure);
}

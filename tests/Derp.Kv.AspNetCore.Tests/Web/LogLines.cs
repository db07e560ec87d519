using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Web;

/// <summary>What an application logs, in order.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();

    internal sealed record Line(string Category, LogLevel Level, EventId Event, string Message);

    public IReadOnlyList<Line> All => [.. _lines];

    public IReadOnlyList<Line> Errors => [.. _lines.Where(static line => line.Level >= LogLevel.Error)];

    public IReadOnlyList<Line> Ours(int eventId) => [.. _lines.Where(line => line.Category.StartsWith("Derp.Kv", StringComparison.Ordinal) && line.Event.Id == eventId)];

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new(category, logLevel, eventId, $"{formatter(state, exception)} {exception}"));
    }
}

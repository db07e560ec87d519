using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Keeps all that an application logs, with its scopes' values.</summary>
internal sealed class SaidLines : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyCollection<Line> All => _lines;

    /// <summary>Those of this library for HTTP.</summary>
    public IEnumerable<Line> Ours => _lines.Where(static line => line.Category == "Derp.Kv.AspNetCore");

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    internal sealed record Line(string Category, LogLevel Level, int Event, string Text, Exception? Exception);

    private sealed class Logger(SaidLines said, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said._lines.Enqueue(new Line(category, logLevel, eventId.Id, $"{formatter(state, exception)} {exception}", exception));
    }
}

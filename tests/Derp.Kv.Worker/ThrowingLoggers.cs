using Microsoft.Extensions.Logging;

namespace Derp.Kv.Worker;

/// <summary>An application whose logging is broken: every message throws (I28).</summary>
internal sealed class ThrowingLoggers : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new IOException("The disk of the log is full.");

    public void Dispose()
    {
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Derp.Kv.Diagnostics;

/// <summary>A logger whose exceptions are swallowed: logging never changes what happens.</summary>
internal sealed class QuietLogger : ILogger
{
    private readonly ILogger _inner;

    private QuietLogger(ILogger inner) => _inner = inner;

    public static ILogger Create(ILoggerFactory factory, string category) =>
        new QuietLogger(Quietly.Get(() => factory.CreateLogger(category)) ?? NullLogger.Instance);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        Quietly.Get(() => _inner.BeginScope(state));

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _inner.IsEnabled(logLevel);
        }
#pragma warning disable CA1031 // As above.
        catch
#pragma warning restore CA1031
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _inner.Log(logLevel, eventId, state, exception, formatter);
        }
#pragma warning disable CA1031 // As above.
        catch
#pragma warning restore CA1031
        {
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>
/// A logger, a meter listener and an activity listener of an application, of which one throws, at its n-th callback. They hear
/// of one method alone, since tests run side by side.
/// </summary>
internal sealed class ThrowingListeners : ILoggerFactory, ILogger
{
    private readonly string _method;
    private readonly Listener _thrower;
    private readonly int _at;
    private readonly MeterListener? _meter;
    private readonly ActivityListener? _activities;
    private int _callbacks;

    public ThrowingListeners(string method, Listener thrower, int at)
    {
        (_method, _thrower, _at) = (method, thrower, at);
        if (thrower == Listener.Meter)
            _meter = Listen();
        if (thrower is Listener.Activities or Listener.Sampler)
            ActivitySource.AddActivityListener(_activities = Trace());
    }

    /// <summary>Whether it came to the callback that throws.</summary>
    public bool HasThrown => Volatile.Read(ref _callbacks) >= _at;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        null;

    public bool IsEnabled(LogLevel logLevel)
    {
        CallBack(Listener.Logger);
        return true;
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => CallBack(Listener.Logger);

    public void Dispose()
    {
        _meter?.Dispose();
        _activities?.Dispose();
    }

    private void CallBack(Listener listener)
    {
        if (listener == _thrower && Interlocked.Increment(ref _callbacks) == _at)
            throw new ListenerFailedException();
    }

    private MeterListener Listen()
    {
        var meter = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == KvMetrics.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) => Heard(tags));
        meter.SetMeasurementEventCallback<double>((_, _, tags, _) => Heard(tags));
        meter.Start();
        return meter;

        void Heard(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "method" && Equals(tag.Value, _method))
                    CallBack(Listener.Meter);
            }
        }
    }

    private ActivityListener Trace() => new()
    {
        ShouldListenTo = static source => source.Name == KvActivities.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
        {
            foreach (var tag in options.Tags!)
            {
                if (tag.Key == "method" && Equals(tag.Value, _method))
                {
                    CallBack(Listener.Sampler);
                    return ActivitySamplingResult.AllDataAndRecorded;
                }
            }

            return ActivitySamplingResult.None;
        },
        ActivityStarted = Heard,
        ActivityStopped = Heard,
    };

    private void Heard(Activity activity)
    {
        if (Equals(activity.GetTagItem("method"), _method))
            CallBack(Listener.Activities);
    }
}

/// <summary>Who throws.</summary>
public enum Listener
{
    Logger,
    Meter,
    Sampler,
    Activities,
}

internal sealed class ListenerFailedException : Exception;

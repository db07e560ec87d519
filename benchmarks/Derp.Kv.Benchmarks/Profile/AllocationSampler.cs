using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Derp.Kv.Benchmarks;

/// <summary>
/// Which types make up what is allocated. The runtime reports one allocation in 100 kB, chosen at random, so that a type's
/// part of the samples is its part of the bytes.
/// </summary>
internal sealed class AllocationSampler : EventListener
{
    // "AllocationSampling" and its event, from the runtime's manifest.
    private const EventKeywords Sampling = (EventKeywords)0x80000000000;
    private const string SampledEvent = "AllocationSampled";

    private readonly ConcurrentDictionary<string, int> _samples = new(StringComparer.Ordinal);
    private EventSource? _runtime;

    public IReadOnlyDictionary<string, int> Samples => _samples;

    public void Start()
    {
        _samples.Clear();
        EnableEvents(_runtime ?? throw new InvalidOperationException("The runtime has no event source."), EventLevel.Informational, Sampling);
    }

    public void Stop() => DisableEvents(_runtime!);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            _runtime = eventSource;
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName is { } name && name.StartsWith(SampledEvent, StringComparison.Ordinal)
            && eventData.PayloadNames is { } names && eventData.Payload?[names.IndexOf("TypeName")] is string type
            && !type.Contains("Tracing", StringComparison.Ordinal))
            _samples.AddOrUpdate(type, 1, static (_, count) => count + 1);
    }
}

// What docs/observability.md calls of the package OpenTelemetry.Extensions.Hosting, as it declares it: a reader has the package,
// this repository does not.
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OpenTelemetry
{
    /// <summary>Declared as in the package.</summary>
    public sealed class OpenTelemetryBuilder
    {
        public OpenTelemetryBuilder WithMetrics(Action<MeterProviderBuilder> configure) => this;

        public OpenTelemetryBuilder WithTracing(Action<TracerProviderBuilder> configure) => this;
    }
}

namespace OpenTelemetry.Metrics
{
    /// <summary>Declared as in the package.</summary>
    public abstract class MeterProviderBuilder
    {
        public abstract MeterProviderBuilder AddMeter(params string[] names);
    }
}

namespace OpenTelemetry.Trace
{
    /// <summary>Declared as in the package.</summary>
    public abstract class TracerProviderBuilder
    {
        public abstract TracerProviderBuilder AddSource(params string[] names);
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Declared as in the package.</summary>
    public static class OpenTelemetryServicesExtensions
    {
        public static OpenTelemetry.OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services) => new();
    }
}

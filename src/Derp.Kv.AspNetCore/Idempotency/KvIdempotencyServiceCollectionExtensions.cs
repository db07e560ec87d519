using Derp.Kv.AspNetCore;
using Derp.Kv.AspNetCore.Idempotency;
using Derp.Kv.AspNetCore.Idempotency.Mapping;
using Derp.Kv.AspNetCore.Idempotency.Recording;
using Derp.Kv.AspNetCore.Idempotency.Settings;
using Derp.Kv.DependencyInjection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what idempotent endpoints and webhooks need.</summary>
public static class KvIdempotencyServiceCollectionExtensions
{
    /// <summary>
    /// Registers idempotency over HTTP, for <c>WithIdempotency()</c> and <c>ProcessOnce()</c>. The defaults of all endpoints come from the configuration
    /// section <c>DerpKv:Idempotency</c> and from code. They are checked when the host starts, and a setting that does not exist is an error. So
    /// is an endpoint with <c>[IdempotentEndpoint]</c> and without <c>WithIdempotency()</c>, and a handler that takes a
    /// <c>LedgerTransaction</c> on an endpoint without a ledger.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the defaults, after the configuration was read. Null: nothing.</param>
    public static IServiceCollection AddKvIdempotency(this IServiceCollection services, Action<KvIdempotencyEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<KvIdempotencyEndpointOptions>().ValidateOnStart();
        if (RegisteredClients.In(services).AddSection(IdempotencySection.Name))
        {
            services.AddSingleton(static provider => new IdempotencySection(provider.GetService<IConfiguration>()));
            services.AddSingleton<IConfigureOptions<KvIdempotencyEndpointOptions>>(static provider => provider.GetRequiredService<IdempotencySection>());
            services.AddSingleton<IValidateOptions<KvIdempotencyEndpointOptions>, IdempotencyOptionsValidation>();
            services.AddSingleton<IStartupFilter, MarkedEndpoints>();
            services.TryAddSingleton<IdempotencyServices>();

            // A handler's parameter is a service to minimal APIs and MVC alike. Transient: what is kept is the scope's.
            services.TryAddScoped<LedgerScope>();
            services.TryAddTransient(static provider => provider.GetRequiredService<LedgerScope>().Transaction);
        }

        if (configure is not null)
            services.Configure(configure);
        return services;
    }
}

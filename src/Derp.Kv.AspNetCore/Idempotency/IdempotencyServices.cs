using Derp.Kv.DependencyInjection;
using Derp.Kv.Ledger;
using Derp.Kv.Ledger.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Idempotency;

/// <summary>What the endpoints of an application share. That it is registered says that <c>AddKvIdempotency</c> was called.</summary>
internal sealed class IdempotencyServices(IServiceProvider services, IOptions<KvIdempotencyEndpointOptions> defaults, ILoggerFactory? loggerFactory = null)
{
    public KvIdempotencyEndpointOptions Defaults => defaults.Value;

    public IdempotencyLog Log { get; } = new(loggerFactory ?? NullLoggerFactory.Instance);

    /// <summary>The ledger of a name, or that without one for the empty text.</summary>
    public KvLedger Ledger(string name) =>
        RegisteredLedgers.TryFind(services, name)
        ?? throw new InvalidOperationException(name.Length == 0 ? "No KvLedger is registered. Call services.AddKvLedger(…)." : $"No KvLedger is registered under the name \"{name}\". Call services.AddKvLedger(\"{name}\", …).");

    /// <summary>The client of a name, or that without one.</summary>
    public KvClient Client(string? name) => RegisteredClients.Find(services, name);
}

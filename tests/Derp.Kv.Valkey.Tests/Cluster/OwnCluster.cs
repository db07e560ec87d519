using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Valkey.Tests.Cluster;

/// <summary>A cluster for the tests of one class, which disturb it. They leave it whole.</summary>
public abstract class OwnCluster(TimeSpan nodeTimeout) : IAsyncLifetime
{
    public ValkeyCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await ValkeyCluster.StartAsync(nodeTimeout);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Cluster is not null)
            await Cluster.DisposeAsync();
    }

    /// <param name="operationTimeout">How long one operation may wait.</param>
    /// <param name="logs">Where warnings are kept.</param>
    public StackExchangeRedisKvClient CreateClient(TimeSpan operationTimeout, FakeLogCollector? logs = null)
    {
        logs ??= new FakeLogCollector();
        var client = new StackExchangeRedisKvClient(Cluster.Endpoints, new KvClientOptions
        {
            OperationTimeout = operationTimeout,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
        });

        // What it says at start: it has no prefix.
        logs.Clear();
        return client;
    }
}

/// <summary>Its nodes never take each other for dead.</summary>
public sealed class SteadyCluster() : OwnCluster(TimeSpan.FromSeconds(60));

/// <summary>A dead primary is succeeded by its replica after a few seconds.</summary>
public sealed class MortalCluster() : OwnCluster(TimeSpan.FromSeconds(2));

using Derp.Kv.Valkey.Channel;
using global::Valkey.Glide;
using static global::Valkey.Glide.ConnectionConfiguration;

namespace Derp.Kv.Valkey.Glide;

/// <summary>Opens a client of the library as the configuration describes.</summary>
internal sealed class GlideConnector : ICommandConnector
{
    // Once per process, before the library's first log line: it takes the level of that line as its own, which is Debug, and writes
    // to standard output. It does not support another logger.
    private static readonly Lazy<bool> s_quiet = new(static () =>
    {
        Logger.SetLoggerConfig(Level.Warn);
        return true;
    });

    public async Task<ICommandChannel> ConnectAsync(ValkeyConfig config, string? password, TimeSpan operationTimeout)
    {
        _ = s_quiet.Value;
        var messages = new GlideMessages();
        if (config.Mode == ValkeyMode.Cluster)
        {
            var cluster = Apply(new ClusterClientConfigurationBuilder(), config, password, operationTimeout)
                .WithPubSubSubscriptions(new ClusterPubSubSubscriptionConfig().WithCallback(messages.Receive));
            return new GlideClusterChannel(await GlideClusterClient.CreateClient(cluster.Build()).ConfigureAwait(false), messages, operationTimeout);
        }

        var standalone = Apply(new StandaloneClientConfigurationBuilder(), config, password, operationTimeout)
            .WithPubSubSubscriptions(new StandalonePubSubSubscriptionConfig().WithCallback(messages.Receive));
        return new GlideStandaloneChannel(await GlideClient.CreateClient(standalone.Build()).ConfigureAwait(false), messages, operationTimeout);
    }

    private static T Apply<T>(T builder, ValkeyConfig config, string? password, TimeSpan operationTimeout)
        where T : ClientConfigurationBuilder<T>, new()
    {
        foreach (var (host, port) in config.Addresses)
            builder.WithAddress(host, (ushort)port);

        // The library's own 250 ms are too short for a large value or a failover.
        builder.WithRequestTimeout(operationTimeout)
            .WithConnectionTimeout(config.ConnectionTimeoutFor(operationTimeout))
            .WithReadFrom(new ReadFrom(ReadFromStrategy.Primary))
            .WithProtocolVersion(ConnectionConfiguration.Protocol.RESP3)
            .WithDatabaseId((uint)config.Database)

            // This client defers the connection itself: it then knows why it fails, and has the current password.
            .WithLazyConnect(false);
        if (config.ClientName is { } name)
            builder.WithClientName(name);
        if (password is not null)
            builder.WithAuthentication(config.Username, password);
        if (config.Reconnect?.ToLibrary() is { } reconnect)
            builder.WithConnectionRetryStrategy(reconnect.NumberOfRetries, reconnect.Factor, reconnect.ExponentBase, reconnect.JitterPercent);

        if (config.UseTls)
        {
            builder.WithTls();
            foreach (var path in config.TrustedCertificates)
                builder.WithTrustedCertificate(path);
        }

        return builder;
    }
}

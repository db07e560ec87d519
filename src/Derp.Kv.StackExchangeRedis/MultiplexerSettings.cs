using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// How a multiplexer that someone else made was set up, as far as it tells. One of another class than the library's, a test's
/// for one, tells nothing, and is taken for one as it should be.
/// </summary>
internal static class MultiplexerSettings
{
    /// <summary>Whether commands wait for a lost connection, up to their time-out, instead of failing at once.</summary>
    public static bool QueuesCommands(IConnectionMultiplexer connection)
    {
        if (connection is not ConnectionMultiplexer multiplexer)
            return false;
        try
        {
            return Inner.RawConfig(multiplexer).BacklogPolicy.QueueWhileDisconnected;
        }
        catch (MissingMethodException)
        {
            // Another version of the library. A warning less, and nothing else.
            return false;
        }
    }

    /// <summary>What the library puts before the name of each channel: empty where nothing.</summary>
    public static byte[] ChannelPrefix(IConnectionMultiplexer connection)
    {
        try
        {
            return ChannelPrefix(ConfigurationOptions.Parse(connection.Configuration ?? "", ignoreUnknown: true));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException or NotImplementedException)
        {
            return [];
        }
    }

    /// <summary>The same, of a connection's settings.</summary>
    public static byte[] ChannelPrefix(ConfigurationOptions settings) => (byte[]?)settings.ChannelPrefix ?? [];

    private static class Inner
    {
        // Public nowhere, and not part of the configuration string. AbortPendingOnConnectionFailure makes no difference to a
        // caller who has left by then.
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_RawConfig")]
        public static extern ConfigurationOptions RawConfig(ConnectionMultiplexer multiplexer);
    }
}

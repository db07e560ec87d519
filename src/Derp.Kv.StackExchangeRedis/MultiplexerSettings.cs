using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// The settings of a multiplexer that the application created, as far as they can be read. One of another class than the library's, such as
/// a test's, cannot be read, and is assumed to be set up well.
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
            // Another version of the library. Only a warning is lost.
            return false;
        }
    }

    /// <summary>
    /// Whether the library ends each command within a time, by itself. It looks for those to end at each heartbeat. Null: its settings cannot be read.
    /// </summary>
    public static bool? EndsInTime(IConnectionMultiplexer connection, TimeSpan time)
    {
        if (connection is not ConnectionMultiplexer multiplexer)
            return null;
        try
        {
            // A command that waits for a connection follows the synchronous time-out.
            var settings = Inner.RawConfig(multiplexer);
            return Math.Max(settings.AsyncTimeout, settings.SyncTimeout) <= time.TotalMilliseconds && settings.HeartbeatInterval <= time / 2;
        }
        catch (MissingMethodException)
        {
            return null;
        }
    }

    /// <summary>The library's prefix of each channel's name; empty if there is none.</summary>
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
        // Not public, and not part of the configuration string. AbortPendingOnConnectionFailure makes no difference to a
        // caller that has stopped waiting by then.
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_RawConfig")]
        public static extern ConfigurationOptions RawConfig(ConnectionMultiplexer multiplexer);
    }
}

using System.Globalization;

namespace Derp.Kv.Valkey.Tests.Server;

/// <summary>Single facts of a server.</summary>
public static class ValkeyServerInfo
{
    /// <summary>Changes to the data so far, by whatever command: a call that leaves it alone wrote nothing.</summary>
    public static async Task<long> ChangesAsync(this ValkeyServer server) =>
        long.Parse(await server.InfoAsync("persistence", "rdb_changes_since_last_save"), CultureInfo.InvariantCulture);

    public static async Task<string> InfoAsync(this ValkeyServer server, string section, string field)
    {
        var text = (string)(await server.CommandAsync("INFO", section))!;
        return text.Split("\r\n").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..];
    }
}

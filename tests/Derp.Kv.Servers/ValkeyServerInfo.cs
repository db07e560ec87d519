using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>Single facts of a server.</summary>
public static class ValkeyServerInfo
{
    /// <summary>Changes to the data so far, by whatever command: a call that leaves it alone wrote nothing.</summary>
    public static async Task<long> ChangesAsync(this ValkeyServer server) =>
        long.Parse(await server.InfoAsync("persistence", "rdb_changes_since_last_save"), CultureInfo.InvariantCulture);

    /// <param name="server">Who is asked.</param>
    /// <param name="section">Of <c>INFO</c>.</param>
    /// <param name="field">Its name.</param>
    /// <param name="otherwise">What a field that is not there stands for; null: a failure.</param>
    public static async Task<string> InfoAsync(this ValkeyServer server, string section, string field, string? otherwise = null)
    {
        var text = (string)(await server.CommandAsync("INFO", section))!;
        var line = text.Split("\r\n").SingleOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return line?[(field.Length + 1)..] ?? otherwise ?? throw new InvalidOperationException($"INFO {section} has no {field}.");
    }
}

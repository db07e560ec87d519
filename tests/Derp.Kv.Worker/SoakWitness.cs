using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>What really happened, on a server that nobody hurts; the driver reads it at the end.</summary>
internal sealed class SoakWitness(KvClient client)
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public async Task<long> CountAsync(string name) => await client.IncrAsync(Key(name));

    public async Task<long> ReadAsync(string name) =>
        await client.GetAsync(Key(name)) is { } value ? long.Parse(value, CultureInfo.InvariantCulture) : 0;

    public async Task WriteAsync(string name, long number) => await client.SetAsync(Key(name), Key(number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Notes a run of an order; returns the process that ran it before, if one did.</summary>
    public async Task<string?> NoteRunAsync(string order, string instance)
    {
        var before = await client.SetNxGetAsync(Key("run:" + order), Key(instance), s_hour);
        if (before is null)
            return null;
        await client.SetAsync(Key("run:" + order), Key(instance), s_hour);
        return Encoding.UTF8.GetString(before);
    }

    public async Task<bool> WasKilledAsync(string instance) => await client.ExistsAsync(Key("killed:" + instance));

    private static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);
}

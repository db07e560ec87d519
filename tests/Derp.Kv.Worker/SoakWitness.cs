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

    public async Task WriteAsync(string name, long number) => await WriteTextAsync(name, number.ToString(CultureInfo.InvariantCulture));

    public async Task<string?> ReadTextAsync(string name) => await client.GetAsync(Key(name)) is { } value ? Encoding.UTF8.GetString(value) : null;

    public async Task WriteTextAsync(string name, string text) => await client.SetAsync(Key(name), Key(text));

    /// <summary>Notes a run of an order; returns the process that ran it before, if one did.</summary>
    public async Task<string?> NoteRunAsync(string order, string instance)
    {
        var before = await client.SetNxGetAsync(Key("run:" + order), Key(instance), s_hour);
        if (before is null)
            return null;
        await client.SetAsync(Key("run:" + order), Key(instance), s_hour);
        return Encoding.UTF8.GetString(before);
    }

    /// <summary>Notes that a body was told that its claim may be another's. Called where nothing can be waited for.</summary>
    public void NoteLapse(string order) => _ = client.SetAsync(Key("lapsed:" + order), Key("1"), s_hour).AsTask();

    /// <summary>Whether the run before was killed, or has been told that it is not the owner any more, a moment ago perhaps.</summary>
    public async Task<bool> IsExcusedAsync(string order, string before)
    {
        for (var look = 0; look < 20; look++)
        {
            if (await client.ExistsAsync(Key("killed:" + before)) || await client.ExistsAsync(Key("lapsed:" + order)))
                return true;
            await Task.Delay(100);
        }

        return false;
    }

    private static byte[] Key(string text) => Encoding.UTF8.GetBytes(text);
}

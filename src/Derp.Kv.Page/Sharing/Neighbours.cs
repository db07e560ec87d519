using System.Text;
using System.Text.Json;
using Derp.Kv.Coordination;

namespace Derp.Kv.Page.Sharing;

/// <summary>
/// The processes of one store. Each writes its figures under a key of its own, and its number into one list; both end by themselves. All keys are in one slot.
/// </summary>
internal sealed class Neighbours
{
    private const int IdSize = 16;
    private const int MostProcesses = 64;

    // Others may write the list at the same time.
    private const int Tries = 5;

    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(10);

    // After it the list is written anew, by those that are alive.
    private static readonly TimeSpan s_listLife = TimeSpan.FromSeconds(30);

    private readonly KvClient _client;
    private readonly byte[] _id = Guid.NewGuid().ToByteArray();
    private readonly byte[] _list;
    private readonly Dictionary<Guid, long> _seen = [];

    public Neighbours(KvClient client)
    {
        _client = client;
        _list = Encoding.UTF8.GetBytes(client.Options.KeyPrefix + "derp:{page}");
    }

    /// <summary>Tells this process's figures. Two or more round trips.</summary>
    /// <exception cref="KvException">The store failed or refused it.</exception>
    public async Task TellAsync(ProcessSnapshot snapshot, CancellationToken cancellationToken)
    {
        await _client.SetAsync(KeyOf(_id), JsonSerializer.SerializeToUtf8Bytes(snapshot, PageJson.Default.ProcessSnapshot), s_life, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < Tries; i++)
        {
            var list = await _client.GetAsync(_list, cancellationToken).ConfigureAwait(false);
            if (list is null ? await _client.SetNxAsync(_list, _id, s_listLife, cancellationToken).ConfigureAwait(false) : await IsListedAsync(list, cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    /// <summary>The figures of the others. Two round trips.</summary>
    /// <exception cref="KvException">The store failed or refused it.</exception>
    public async Task<IReadOnlyList<ProcessSnapshot>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = _client.Options.TimeProvider.GetTimestamp();
        foreach (var id in IdsIn(await _client.GetAsync(_list, cancellationToken).ConfigureAwait(false) ?? []))
            _seen[id] = now;

        // While the list is written anew, those of before are still asked for.
        foreach (var (id, at) in _seen.ToArray())
        {
            if (_client.Options.TimeProvider.GetElapsedTime(at, now) > s_life)
                _seen.Remove(id);
        }

        var own = new Guid(_id);
        var keys = _seen.Keys.Where(id => id != own).Take(MostProcesses).Select(id => (ReadOnlyMemory<byte>)KeyOf(id.ToByteArray())).ToArray();
        if (keys.Length == 0)
            return [];
        var told = await _client.MGetAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. told.Select(Read).OfType<ProcessSnapshot>()];
    }

    private async ValueTask<bool> IsListedAsync(byte[] list, CancellationToken cancellationToken)
    {
        if (IdsIn(list).Contains(new Guid(_id)) || list.Length >= MostProcesses * IdSize)
            return true;
        return await _client.CompareAndSetAsync(_list, list, (byte[])[.. list, .. _id], s_listLife, cancellationToken).ConfigureAwait(false);
    }

    private byte[] KeyOf(byte[] id) => [.. _list, (byte)':', .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(id))];

    private static IEnumerable<Guid> IdsIn(byte[] list) => list.Chunk(IdSize).Where(static id => id.Length == IdSize).Select(static id => new Guid(id));

    // Another version may have written it.
    private static ProcessSnapshot? Read(byte[]? told)
    {
        try
        {
            return told is null ? null : JsonSerializer.Deserialize(told, PageJson.Default.ProcessSnapshot);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

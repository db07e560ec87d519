using System.Text;
using System.Text.Json;

namespace Derp.Kv.Page.Sharing;

/// <summary>
/// The snapshots in the store. Each process writes its own under a key of its own, and its number into one list; both end by themselves. All keys are
/// in one slot.
/// </summary>
internal sealed class SharedSnapshots
{
    /// <summary>How long a process is shown that tells nothing more.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private const int IdSize = 16;
    private const int MostProcesses = 64;

    // Others may write the list at the same time.
    private const int Tries = 5;

    // After it the list is written anew, by those that are alive.
    private static readonly TimeSpan s_listLife = TimeSpan.FromSeconds(30);

    private readonly KvClient _client;
    private readonly Guid _own = Guid.NewGuid();
    private readonly byte[] _list;
    private readonly Dictionary<Guid, long> _seen = [];

    public SharedSnapshots(KvClient client) => (_client, _list) = (client, Encoding.UTF8.GetBytes(client.Options.KeyPrefix + "derp:{live}"));

    /// <summary>Writes this process's. Two round trips; more while the list is written anew.</summary>
    /// <returns>The list.</returns>
    /// <exception cref="KvException">The store failed or refused it.</exception>
    public async Task<byte[]> WriteAsync(ProcessSnapshot snapshot, CancellationToken cancellationToken)
    {
        await _client.SetAsync(KeyOf(_own), JsonSerializer.SerializeToUtf8Bytes(snapshot, PageJson.Default.ProcessSnapshot), Life, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < Tries; i++)
        {
            var list = await _client.GetAsync(_list, cancellationToken).ConfigureAwait(false) ?? [];
            if (IdsIn(list).Contains(_own) || list.Length >= MostProcesses * IdSize)
                return list;
            byte[] longer = [.. list, .. _own.ToByteArray()];
            var isWritten = list.Length == 0
                ? _client.SetNxAsync(_list, longer, s_listLife, cancellationToken)
                : _client.CompareAndSetAsync(_list, list, longer, s_listLife, cancellationToken);
            if (await isWritten.ConfigureAwait(false))
                return longer;
        }

        return [];
    }

    /// <summary>Reads those of the others. One round trip; none without others.</summary>
    /// <param name="list">As <see cref="WriteAsync"/> returned it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KvException">The store failed or refused it.</exception>
    public async Task<IReadOnlyList<ProcessSnapshot>> ReadAsync(byte[] list, CancellationToken cancellationToken)
    {
        var keys = Listed(list).Take(MostProcesses).Select(id => (ReadOnlyMemory<byte>)KeyOf(id)).ToArray();
        if (keys.Length == 0)
            return [];
        var told = await _client.MGetAsync(keys, cancellationToken).ConfigureAwait(false);
        return [.. told.Select(Read).OfType<ProcessSnapshot>()];
    }

    // While the list is written anew, those of before are still asked for.
    private List<Guid> Listed(byte[] list)
    {
        var now = _client.Options.TimeProvider.GetTimestamp();
        foreach (var id in IdsIn(list))
            _seen[id] = now;
        foreach (var (id, at) in _seen.ToArray())
        {
            if (_client.Options.TimeProvider.GetElapsedTime(at, now) > Life)
                _seen.Remove(id);
        }

        return [.. _seen.Keys.Where(id => id != _own)];
    }

    private byte[] KeyOf(Guid id) => [.. _list, (byte)':', .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(id.ToByteArray()))];

    private static IEnumerable<Guid> IdsIn(byte[] list) => list.Chunk(IdSize).Where(static id => id.Length == IdSize).Select(static id => new Guid(id));

    // Another version, or another program, may have written it.
    private static ProcessSnapshot? Read(byte[]? told)
    {
        try
        {
            return told is not null && JsonSerializer.Deserialize(told, PageJson.Default.ProcessSnapshot) is { Version: ProcessSnapshot.CurrentVersion } snapshot ? snapshot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

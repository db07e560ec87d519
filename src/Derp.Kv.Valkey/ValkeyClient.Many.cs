using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Batches;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// Many keys, one round trip: one command if one server can execute it, otherwise a batch with one command per key.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<byte[]?>> MGetCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var values = IsOneServers(keys)
            ? Reply.Items(await SendAsync(Command(Names.MGet, keys), cancellationToken).ConfigureAwait(false), keys.Count)
            : await SendAllAsync(CommandPerKey(Names.Get, keys), cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, Reply.Bytes);
    }

    // A batch of the library fails as a whole if one of its servers is away.
    internal override ValueTask<KeyRead[]> ReadManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        IsOneServers(keys) ? base.ReadManyCoreAsync(keys, cancellationToken) : ReadApartAsync(keys, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<long> DeleteManyCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        if (IsOneServers(keys))
            return Reply.Number(await SendAsync(Command(Names.Unlink, keys), cancellationToken).ConfigureAwait(false));

        var counts = await SendAllInPartAsync(CommandPerKey(Names.Unlink, keys), "deleted", cancellationToken).ConfigureAwait(false);
        return counts.Sum(Reply.Number);
    }

    /// <inheritdoc/>
    protected override async ValueTask MSetCoreAsync(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> items, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (ttl is null && !IsCluster)
        {
            var command = new List<byte[]>((items.Count * 2) + 1) { Names.MSet };
            foreach (var (key, value) in items)
                command.AddRange(Argument.Of(key), Argument.Of(value));
            await SendAsync([.. command], cancellationToken).ConfigureAwait(false);
            return;
        }

        // In order, which matters if a key repeats.
        var commands = new byte[items.Count][][];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = SetCommand(items[i].Key, items[i].Value, ttl);
        await SendAllInPartAsync(commands, "written", cancellationToken).ConfigureAwait(false);
    }

    // A failed command tells nothing about the others.
    private async ValueTask<object?[]> SendAllInPartAsync(byte[][][] commands, string done, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAllAsync(commands, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when ((commands.Length > 1 || (IsCluster && CommandErrors.IsOfOneNode(e))) && CommandErrors.Map(e) is KvUnavailableException { OutcomeUnknown: false } mapped && e is not KvException)
        {
            throw new KvUnavailableException($"{mapped.Message} Some of the values may have been {done}.", outcomeUnknown: true, mapped.InnerException);
        }
    }

    // A cluster accepts only keys of one slot in a command.
    private bool IsOneServers(IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        if (!IsCluster)
            return true;

        var slot = HashSlot.Of(keys[0].Span);
        for (var i = 1; i < keys.Count; i++)
        {
            if (HashSlot.Of(keys[i].Span) != slot)
                return false;
        }

        return true;
    }

    private static byte[][] Command(byte[] name, IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        var command = new byte[keys.Count + 1][];
        command[0] = name;
        for (var i = 0; i < keys.Count; i++)
            command[i + 1] = Argument.Of(keys[i]);
        return command;
    }

    private static byte[][][] CommandPerKey(byte[] name, IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        var commands = new byte[keys.Count][][];
        for (var i = 0; i < commands.Length; i++)
            commands[i] = [name, Argument.Of(keys[i])];
        return commands;
    }
}

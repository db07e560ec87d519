using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;

namespace Derp.Kv.Simulation;

// The helpers' own reads share commands, by the real combiner.
internal sealed partial class SimulatedKvClient : IReadTransport
{
    private ReadCombiner? _reads;

    bool IReadTransport.IsOneServer => _commands[0].IsOpen;

    bool IReadTransport.EndsInTime => true;

    private ReadCombiner Reads => _reads ??= new ReadCombiner(this, Background, Options.TimeProvider, Options.OperationTimeout);

    internal override ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken) =>
        _process.Machine.Settings.Combines ? Reads.ReadAsync(key, cancellationToken) : ((IReadTransport)this).ReadAloneAsync(key, isCounted: false, cancellationToken);

    internal override async ValueTask<IReadOnlyList<byte[]?>> ReadTogetherCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        if (!_process.Machine.Settings.Combines || keys.Count > ReadCombiner.MostKeys / 2)
            return await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
        if (Reads.TryGoAlone())
        {
            try
            {
                return await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Reads.Arrived();
            }
        }

        return Reads.TryReadAsync([.. keys.Select(static key => key.ToArray())], cancellationToken) is { } values
            ? await values.ConfigureAwait(false)
            : await MGetCoreAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<StoredBytes?> IReadTransport.ReadAloneAsync(byte[] key, bool isCounted, CancellationToken cancellationToken)
    {
        try
        {
            if (await GetCoreAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
                return null;
            Reads.Note(key, bytes.Length);
            return new StoredBytes(bytes);
        }
        finally
        {
            if (isCounted)
                Reads.Arrived();
        }
    }

    Task<byte[]?[]> IReadTransport.ReadTogether(byte[][] keys) => ReadAllAsync(keys).AsTask();

    Refusal IReadTransport.RefusalBy(Exception exception) => Refusal.None;

    private ValueTask<byte[]?[]> ReadAllAsync(byte[][] keys) => SendAsync(
        CommandKind.MGet,
        keys,
        static async (scripts, keys) => (byte[]?[])[.. await scripts.Store.MGetAsync(Array.ConvertAll(keys, static key => (ReadOnlyMemory<byte>)key)).ConfigureAwait(false)],
        CancellationToken.None,
        keys[0],
        keys: keys.Length);
}

using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;

namespace Derp.Kv.Tests.Races.Exploration;

// Reads that share a command. What a caller's own read comes to is told of as if it had been sent by itself; the command that goes out for several is the client's own.
internal sealed partial class ControlledKvClient : IReadTransport
{
    /// <summary>What the command of several reads is called.</summary>
    public const string SharedRead = "Read for several";

    private ReadCombiner? _combiner;

    /// <summary>Whether concurrent reads share commands.</summary>
    public bool Combines { get; init; }

    /// <summary>Commands that went out for several reads.</summary>
    public int SharedReads { get; private set; }

    bool IReadTransport.IsOneServer => true;

    bool IReadTransport.EndsInTime => true;

    private ReadCombiner Combiner => _combiner ??= new ReadCombiner(this, Background, Options.TimeProvider, Options.OperationTimeout);

    internal override ValueTask<StoredBytes?> ReadCoreAsync(byte[] key, CancellationToken cancellationToken)
    {
        var isAlone = !Combines || Combiner.TryGoAlone();
        return isAlone
            ? ((IReadTransport)this).ReadAloneAsync(key, isCounted: Combines, cancellationToken)
            : JoinAsync(new Command("Get", Explorer.Actor, key, Compared: null), Combiner.ReadAsync(key, cancellationToken), static read => read?.Memory.ToArray());
    }

    internal override async ValueTask<IReadOnlyList<byte[]?>> ReadTogetherCoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        if (!Combines)
            return await MGetCoreAsync(keys, cancellationToken);
        if (!Combiner.TryGoAlone())
        {
            byte[][] copy = [.. keys.Select(static key => key.ToArray())];
            return await JoinAsync(new Command("MGet", Explorer.Actor, KnownOf(copy), Compared: null), Combiner.TryReadAsync(copy, cancellationToken)!.Value, static read => read);
        }

        try
        {
            return await MGetCoreAsync(keys, cancellationToken);
        }
        finally
        {
            Combiner.Arrived();
        }
    }

    async ValueTask<StoredBytes?> IReadTransport.ReadAloneAsync(byte[] key, bool isCounted, CancellationToken cancellationToken)
    {
        try
        {
            if (await GetCoreAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
                return null;
            var loan = new Loan(bytes);
            return new StoredBytes(loan.Bytes, loan);
        }
        finally
        {
            if (isCounted)
                Combiner.Arrived();
        }
    }

    async Task<byte[]?[]> IReadTransport.ReadTogether(byte[][] keys)
    {
        SharedReads++;
        var command = new Command(SharedRead, Explorer.Actor, KnownOf(keys), Compared: null);
        return [.. await PassAsync(command, server => server.MGetAsync([.. keys.Select(static key => (ReadOnlyMemory<byte>)key)]), CancellationToken.None)];
    }

    Refusal IReadTransport.RefusalBy(Exception exception) => Refusal.None;

    private byte[] KnownOf(byte[][] keys) => Array.Find(keys, key => _server.Knows(key)) ?? _server.Key;

    private async ValueTask<T> JoinAsync<T>(Command command, ValueTask<T> read, Func<T, object?> told)
    {
        Sent?.Invoke(command);
        if (!RepliesAtOnce)
            _explorer.LetOthersGetAhead();
        try
        {
            var result = await read.ConfigureAwait(false);
            Replied?.Invoke(command, told(result));
            return result;
        }
        catch (Exception e)
        {
            Replied?.Invoke(command, e is LostCommandException ? e.InnerException : e);
            throw;
        }
    }
}

using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// One plain command each.
public sealed partial class ValkeyClient
{
    /// <inheritdoc/>
    protected override async ValueTask<byte[]?> GetCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Reply.Bytes(await SendAsync([Names.Get, Argument.Of(key)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask SetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        await SendAsync(SetCommand(key, value, ttl), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<bool> SetNxCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        Reply.IsDone(await SendAsync([.. SetCommand(key, value, ttl), Names.Nx], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> DeleteCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Reply.IsOne(await SendAsync([Names.Unlink, Argument.Of(key)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> ExistsCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Reply.IsOne(await SendAsync([Names.Exists, Argument.Of(key)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<TimeSpan?> TtlCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        // -2: no key; -1: no expiry; 0: its last millisecond.
        var left = Reply.Number(await SendAsync([Names.PTtl, Argument.Of(key)], cancellationToken).ConfigureAwait(false));
        return left >= 0 ? TimeSpan.FromMilliseconds(Math.Max(1, left)) : null;
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> ExpireCoreAsync(ReadOnlyMemory<byte> key, TimeSpan ttl, CancellationToken cancellationToken) =>
        Reply.IsOne(await SendAsync([Names.PExpire, Argument.Of(key), Argument.Of(ttl)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<long> IncrCoreAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        Reply.Number(await SendAsync([Names.Incr, Argument.Of(key)], cancellationToken).ConfigureAwait(false));

    private static byte[][] SetCommand(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan? ttl) =>
        ttl is { } life
            ? [Names.Set, Argument.Of(key), Argument.Of(value), Names.Px, Argument.Of(life)]
            : [Names.Set, Argument.Of(key), Argument.Of(value)];
}

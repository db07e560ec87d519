using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// SET … NX GET is one command; the comparisons are scripts, because only later servers have commands for them.
public sealed partial class ValkeyClient
{
    private static readonly byte[] s_noLifetime = [];

    /// <inheritdoc/>
    protected override async ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) =>
        Reply.Bytes(await SendAsync([.. SetCommand(key, value, ttl), Names.Nx, Names.Get], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(
            CompareScripts.Set,
            [Argument.Of(key)],
            [Argument.Of(expected), Argument.Of(value), ttl is { } life ? Argument.Of(life) : s_noLifetime],
            cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(CompareScripts.Delete, [Argument.Of(key)], [Argument.Of(expected)], cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken) =>
        Reply.IsOne(await RunAsync(CompareScripts.Expire, [Argument.Of(key)], [Argument.Of(expected), Argument.Of(ttl)], cancellationToken).ConfigureAwait(false));
}

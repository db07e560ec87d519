using System.Runtime.CompilerServices;
using Derp.Kv.Coordination;
using StackExchange.Redis;

namespace Derp.Kv.StackExchangeRedis;

// SCAN visits every key of the server, in pages, and may show one twice.
public sealed partial class StackExchangeRedisKvClient
{
    private const int KeysPerPage = 1000;

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<byte[]> ScanCoreAsync(ReadOnlyMemory<byte> prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pattern = ScanPattern.Of(prefix.Span);
        var database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        foreach (var server in database.Multiplexer.GetServers())
        {
            // One that cannot be reached is not skipped: its keys would seem not to exist.
            if (server.IsReplica)
                continue;

            var keys = server.KeysAsync(database.Database, pattern, KeysPerPage);
            await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var bytes = (byte[]?)key ?? [];
                if (seen.Add(bytes))
                    yield return [.. bytes];
            }
        }
    }
}

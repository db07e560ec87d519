using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Runtime;

internal static class MissingClient
{
    public static void ThrowIfNull([NotNull] KvClient? client, string method)
    {
        if (client is null)
            throw new InvalidOperationException($"{method} was called before its KvClient was set. Assign the client in the constructor.");
    }
}

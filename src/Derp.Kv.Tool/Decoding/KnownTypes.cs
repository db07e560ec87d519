using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Decoding;

/// <summary>The types and methods that may have written a value: those of a manifest, and one that is named. Only with them a check can be repeated.</summary>
internal sealed class KnownTypes(IReadOnlyList<KvMethodInfo> methods, string? type)
{
    // What the helpers and the web package write.
    private static readonly (RecordOrigin Origin, string Name)[] s_origins =
    [
        (RecordOrigin.Event, "an event: a webhook, ProcessOnceAsync or AlreadyProcessedAsync"),
        (RecordOrigin.Of("http", StoredType.Named("Derp.Kv.AspNetCore.StoredResponse")), "a request over HTTP"),
    ];

    public bool AreAny => methods.Count > 0 || type is not null;

    /// <summary>Who has written a value under a key, by the check that it carries; null: none of these.</summary>
    public string? WriterOf(ReadOnlySpan<byte> key, ulong check)
    {
        if (type is not null && StoredType.Named(type).Check(key) == check)
            return type;
        foreach (var method in methods)
        {
            if (method is { Kind: KvMethodKind.Cached, ValueType: { } stored } && StoredType.Named(stored).Check(key) == check)
                return stored;
        }

        return null;
    }

    /// <summary>Whose record it is; null: none of these.</summary>
    public string? WriterOf(RecordOrigin origin)
    {
        foreach (var (known, name) in s_origins)
        {
            if (known == origin)
                return name;
        }

        return methods.FirstOrDefault(m => m is { Kind: KvMethodKind.Idempotent, Template: { } template, ValueType: { } stored } && RecordOrigin.Of(template, StoredType.Named(stored)) == origin)?.DisplayName;
    }

    /// <summary>A number of a check or an origin.</summary>
    public static string Hex(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);
}

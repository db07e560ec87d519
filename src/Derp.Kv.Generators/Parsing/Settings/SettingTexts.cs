using System.Globalization;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>The settings of an attribute as the source has them, with the defaults of those that are not set.</summary>
internal static class SettingTexts
{
    /// <summary>By kind, in the order of the documentation. A setting without a default is told only if it is set.</summary>
    public static IReadOnlyList<(string Name, string? Default)> Of(StageKind kind) => kind switch
    {
        StageKind.Cached => s_cached,
        StageKind.Idempotent => s_idempotent,
        StageKind.RateLimited => s_rateLimited,
        StageKind.Invalidates => s_invalidates,
        _ => [],
    };

    private static readonly (string Name, string? Default)[] s_cached =
    [
        ("Ttl", null),
        ("LockTtl", "10s"),
        ("WaitTimeout", null),
        ("Jitter", "0%"),
        ("CacheNulls", "true"),
        ("Version", "0"),
        ("Near", null),
        ("RefreshAfter", null),
        ("StaleIfError", null),
        ("RefreshOn", "Caller"),
        ("MaxBatch", "1000"),
    ];

    private static readonly (string Name, string? Default)[] s_idempotent =
    [
        ("Ttl", null),
        ("LockTtl", "30s"),
        ("InFlight", "Wait"),
        ("WaitTimeout", "45s"),
        ("StatusCode", "200"),
        ("OnUnavailable", "Throw"),
        ("Ledger", "false"),
        ("ReplayFromStore", "false"),
    ];

    private static readonly (string Name, string? Default)[] s_rateLimited =
    [
        ("Limit", null),
        ("Window", null),
        ("Algorithm", "FixedWindow"),
        ("Cost", "1"),
        ("Burst", "0"),
        ("PermitBatch", "1"),
        ("Shared", "false"),
        ("OnUnavailable", "Allow"),
    ];

    private static readonly (string Name, string? Default)[] s_invalidates =
    [
        ("OnlyOnSuccess", "false"),
        ("Settle", null),
        ("OnUnavailable", "Queue"),
    ];

    /// <summary>Those of one attribute that have a value.</summary>
    public static IEnumerable<ManifestSetting> Read(StageAttribute attribute)
    {
        foreach (var (name, byDefault) in Of(attribute.Kind))
        {
            if ((attribute.Constant(name) is { } constant ? Text(constant) : byDefault) is { } text)
                yield return new ManifestSetting(name, text);
        }
    }

    private static string? Text(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Enum, Type: { } type } =>
            type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant.Value))?.Name,
        { Value: bool flag } => flag ? "true" : "false",
        { Value: var value } => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
    };
}

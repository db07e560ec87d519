using Derp.Kv.Runtime;

namespace Derp.Kv.Page.Viewing;

/// <summary>A method of the assemblies' manifests: it is listed before its first call.</summary>
/// <param name="Name">As in metrics.</param>
/// <param name="Kind"><c>cached</c>, <c>idempotent</c> or <c>limit</c>.</param>
/// <param name="Template">The key's template: placeholders, no values.</param>
/// <param name="Settings">As the source has them.</param>
internal sealed record KnownMethod(string Name, string Kind, string? Template, string Settings)
{
    public static IReadOnlyList<KnownMethod> ReadAll() =>
        [.. LoadedManifests.Read().Select(Of).OfType<KnownMethod>().OrderBy(static method => method.Name, StringComparer.Ordinal)];

    private static KnownMethod? Of(KvMethodInfo method) => KindOf(method.Kind) is { } kind
        ? new(method.DisplayName, kind, method.Template, string.Join(", ", method.Settings.Select(static setting => $"{setting.Key} {setting.Value}")))
        : null;

    private static string? KindOf(KvMethodKind kind) => kind switch
    {
        KvMethodKind.Cached => "cached",
        KvMethodKind.Idempotent => "idempotent",
        KvMethodKind.RateLimited => "limit",
        _ => null,
    };
}

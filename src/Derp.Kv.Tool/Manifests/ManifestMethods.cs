using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>Makes the lines of a manifest of what its code has made. Properties of a later version are left out.</summary>
internal static class ManifestMethods
{
    public static IReadOnlyList<KvMethodInfo> Of(object? table) => [.. Items(table).Select(static item => item is MadeObject made ? Method(made) : throw Unreadable())];

    private static KvMethodInfo Method(MadeObject made)
    {
        var name = Text(made, nameof(KvMethodInfo.Name)) ?? throw Unreadable();
        return new KvMethodInfo
        {
            Name = name,
            DisplayName = Text(made, nameof(KvMethodInfo.DisplayName)) ?? name,
            Kind = (KvMethodKind)(made.Properties.GetValueOrDefault(nameof(KvMethodInfo.Kind)) as int? ?? throw Unreadable()),
            Template = Text(made, nameof(KvMethodInfo.Template)),
            ValueType = Text(made, nameof(KvMethodInfo.ValueType)),
            SharesWith = Text(made, nameof(KvMethodInfo.SharesWith)),
            Invalidates = Text(made, nameof(KvMethodInfo.Invalidates)),
            Tags = [.. Items(made, nameof(KvMethodInfo.Tags)).OfType<string>()],
            Parameters = [.. Items(made, nameof(KvMethodInfo.Parameters)).Select(Parameter)],
            Settings = [.. Items(made, nameof(KvMethodInfo.Settings)).Select(Setting)],
        };
    }

    private static KvParameterInfo Parameter(object? item) => item is MadeObject { Arguments: [string name, string type, .. var rest] }
        ? new KvParameterInfo(name, type, rest is [int role, ..] ? (KvParameterRole)role : KvParameterRole.Argument)
        : throw Unreadable();

    private static KeyValuePair<string, string> Setting(object? item) => item is MadeObject { Arguments: [string name, string text] }
        ? new(name, text)
        : throw Unreadable();

    private static string? Text(MadeObject made, string property) => made.Properties.GetValueOrDefault(property) as string;

    private static IReadOnlyList<object?> Items(MadeObject made, string property) =>
        made.Properties.TryGetValue(property, out var items) ? Items(items) : [];

    private static IReadOnlyList<object?> Items(object? list) => list as object?[] ?? throw Unreadable();

    private static ManifestFormatException Unreadable() => new("it is of another version.");
}

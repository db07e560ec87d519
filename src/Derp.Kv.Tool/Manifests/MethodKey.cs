using System.Globalization;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tool.Manifests;

/// <summary>The key of a call by the manifest: the bytes that the wrapper would build, by the same code.</summary>
internal static class MethodKey
{
    private const string OfVersion = "Version";
    private const string OfAlgorithm = "Algorithm";
    private const string OfSharing = "Shared";

    /// <exception cref="KeyUnknownException">The key cannot be told.</exception>
    public static byte[] Of(KvClient client, ManifestFile manifest, KvMethodInfo method, KeyArguments arguments, IReadOnlyList<string> typeArguments)
    {
        if (typeArguments.Count == 0 && (method.Name.Contains('<', StringComparison.Ordinal) || manifest.GenericMethods.Contains(method.Name)))
            throw new KeyUnknownException("its type arguments are part of the key: give the name of each with --type-argument, such as System.Int32 or Shop.Order@Shop");
        var key = new TypedKey(manifest, method, PartsOf(method), arguments, typeArguments);
        return method.Kind switch
        {
            KvMethodKind.Cached => KeyBuilder.Build(client, default, key, int.Parse(Setting(method, OfVersion) ?? "0", CultureInfo.InvariantCulture)),
            KvMethodKind.Idempotent => KeyBuilder.Build(client, "derp:once:"u8, key),
            KvMethodKind.RateLimited => KeyBuilder.Build(client, "derp:limit:"u8, key, suffix: SuffixOf(method)),
            KvMethodKind.Tag => KeyBuilder.Build(client, TagSpace.Utf8, key),
            _ => throw new KeyUnknownException("it has no key of its own"),
        };
    }

    private static byte[] SuffixOf(KvMethodInfo method) =>
        CounterKey.SuffixOf(Setting(method, OfSharing) == "true" ? null : method.DisplayName, Enum.Parse<RateLimitAlgorithm>(Setting(method, OfAlgorithm) ?? nameof(RateLimitAlgorithm.FixedWindow)));

    private static string? Setting(KvMethodInfo method, string name) => method.Settings.FirstOrDefault(s => s.Key == name).Value;

    // Without a template, the key begins with the identity, and all arguments follow.
    private static List<TemplatePart> PartsOf(KvMethodInfo method)
    {
        var template = method.Template ?? "";
        if (!IsIdentity(method, template))
            return KeyTemplate.Parse(template);
        var parts = new List<TemplatePart> { new(template) };
        foreach (var parameter in method.Parameters.Where(static p => p.Role is KvParameterRole.Argument or KvParameterRole.Each && !p.Type.StartsWith("Derp.Kv.Previous<", StringComparison.Ordinal)))
        {
            parts.Add(new(":"));
            parts.Add(new(parameter.Name, IsHole: true));
        }

        return parts;
    }

    private static bool IsIdentity(KvMethodInfo method, string template) =>
        !template.Contains('{', StringComparison.Ordinal)
        && template.EndsWith(')')
        && (template.StartsWith(method.Name + "(", StringComparison.Ordinal) || (method.SharesWith is { } shared && template.StartsWith(shared + "(", StringComparison.Ordinal)));
}

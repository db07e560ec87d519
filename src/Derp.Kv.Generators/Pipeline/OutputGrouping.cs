using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Serializers;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>A file of wrappers.</summary>
internal sealed record TypeOutput(string HintName, TypeModel Type, EquatableArray<MethodModel> Methods);

/// <summary>A file of a serializer.</summary>
internal sealed record SerializerOutput(string HintName, SerializerModel Model);

/// <summary>A file of copies.</summary>
internal sealed record CopyOutput(string HintName, CopyModel Model);

/// <summary>The file of the manifest.</summary>
internal sealed record ManifestOutput(EquatableArray<ManifestEntry> Entries)
{
    /// <summary>No type's file has a name with a hyphen.</summary>
    public const string HintName = "Derp.Kv-Manifest.g.cs";
}

/// <summary>Methods by type, serializers and copies by name: each once, in an order that depends on names alone.</summary>
internal static class OutputGrouping
{
    public static IEnumerable<TypeOutput> Types(IEnumerable<MethodResult> methods, CancellationToken ct)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in methods.Select(static m => m.Method).GroupBy(static m => m.Type.Identity).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            var ordered = type
                .OrderBy(static m => m.Identity, StringComparer.Ordinal)
                .GroupBy(static m => m.Identity)
                .Select(static g => g.First())
                .ToEquatableArray();
            yield return new TypeOutput(Hint(HintName.For(type.Key), type.Key, taken), ordered[0].Type, ordered);
        }
    }

    public static IEnumerable<SerializerOutput> Serializers(IEnumerable<MethodResult> methods, CancellationToken ct)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var models in methods.SelectMany(static m => m.Serializers).GroupBy(static s => s.HintName).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            yield return new SerializerOutput(Hint(models.Key, models.Key, taken), models.First());
        }
    }

    public static IEnumerable<CopyOutput> Copies(IEnumerable<MethodResult> methods, CancellationToken ct)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var models in methods.SelectMany(static m => m.Copies).GroupBy(static c => c.HintName).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            yield return new CopyOutput(Hint(models.Key, models.Key, taken), models.First());
        }
    }

    /// <summary>The assembly's manifest; none without an annotated method.</summary>
    public static IEnumerable<ManifestOutput> Manifest(IEnumerable<MethodResult> methods, CancellationToken ct)
    {
        var entries = methods
            .Select(static m => m.Method)
            .GroupBy(static m => (m.Type.Identity, m.Identity))
            .SelectMany(static g => g.First().Manifest)
            .OrderBy(static e => e.Name, StringComparer.Ordinal)
            .ThenBy(static e => e.DisplayName, StringComparer.Ordinal)
            .ThenBy(static e => e.Kind)
            .ThenBy(static e => e.Invalidates, StringComparer.Ordinal)
            .ToEquatableArray();
        ct.ThrowIfCancellationRequested();
        return entries.IsEmpty ? [] : [new ManifestOutput(entries)];
    }

    // File names that differ by case alone are one name to the compiler.
    private static string Hint(string name, string identity, HashSet<string> taken)
    {
        var hint = taken.Add(name) ? name : HintName.Distinct(name, identity);
        taken.Add(hint);
        return hint;
    }
}

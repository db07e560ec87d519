using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>
/// The assemblies of a compilation that only an <c>extern alias</c> reaches: <c>global::</c> cannot name their types.
/// </summary>
internal sealed class ExternAliases
{
    // The references are read once per compilation, not once per method.
    private static readonly ConditionalWeakTable<Compilation, ExternAliases> s_known = new();

    private readonly Dictionary<ISymbol, string> _aliases = new(SymbolEqualityComparer.Default);

    private ExternAliases()
    {
    }

    private ExternAliases(Compilation compilation)
    {
        var global = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var reference in compilation.References.Where(static r => !r.Properties.Aliases.IsDefaultOrEmpty))
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol assembly)
                continue;
            if (reference.Properties.Aliases.Contains(MetadataReferenceProperties.GlobalAlias))
                global.Add(assembly);
            else if (!_aliases.ContainsKey(assembly))
                _aliases.Add(assembly, reference.Properties.Aliases[0]);
        }

        // Another reference to the same assembly may have no alias.
        foreach (var assembly in _aliases.Count == 0 ? [] : compilation.References
            .Where(static r => r.Properties.Aliases.IsDefaultOrEmpty)
            .Select(compilation.GetAssemblyOrModuleSymbol)
            .Concat(global))
        {
            if (assembly is not null)
                _aliases.Remove(assembly);
        }

        Names = _aliases.Values.Distinct().OrderBy(static a => a, StringComparer.Ordinal).ToEquatableArray();
    }

    /// <summary>No aliases: for results that are not code.</summary>
    public static ExternAliases None { get; } = new();

    /// <summary>Not escaped, in order; empty in nearly every compilation.</summary>
    public EquatableArray<string> Names { get; }

    public static ExternAliases Of(Compilation compilation) => s_known.GetValue(compilation, static c => new ExternAliases(c));

    /// <summary>The alias of an assembly that <c>global::</c> does not reach, else null.</summary>
    public string? For(IAssemblySymbol? assembly) =>
        assembly is not null && _aliases.TryGetValue(assembly, out var alias) ? alias : null;

    /// <summary>The same, by the assembly's name.</summary>
    public string? ForNamed(string assembly) => _aliases.FirstOrDefault(a => a.Key.Name == assembly).Value;

    /// <summary>The directives that a file needs, those of other aliases left out.</summary>
    /// <param name="names">All aliases of the compilation.</param>
    /// <param name="code">The rest of the file.</param>
    public static IEnumerable<string> Directives(EquatableArray<string> names, string code) =>
        names.Select(Display.Escape).Where(a => code.Contains(a + "::")).Select(static a => $"extern alias {a};");
}

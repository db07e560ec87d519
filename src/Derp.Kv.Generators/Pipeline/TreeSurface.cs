using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// What a file declares, and which names it uses: as long as these are the same, so is every symbol of the file, unless a name
/// gets another meaning elsewhere. Read once per tree, since trees never change, and nothing of the tree is kept.
/// </summary>
internal sealed class TreeSurface
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSurface> s_known = new();

    private readonly ConcurrentDictionary<string, TypeText> _types = new(StringComparer.Ordinal);

    private TreeSurface(SurfaceReader reader)
    {
        Declarations = reader.Declarations.Hash();
        Heads = reader.Heads.Hash();
        Everywhere = reader.Everywhere.IsEmpty ? "" : reader.Everywhere.Hash();
        NamesEverywhere = NameSet.Of(reader.NamesEverywhere);
        TypeKeys = reader.TypeKeys;
        Namespaces = reader.Namespaces;
        Names = NameSet.Of(reader.Names);
        NamesInConstants = NameSet.Of(reader.NamesInConstants);
        Members = NameSet.Of(reader.Members);
        Constants = reader.Constants;
        Attributes = reader.Attributes;
        Aliases = reader.Aliases;
        GlobalAliases = reader.GlobalAliases;
    }

    /// <summary>The hash of all declarations, without bodies.</summary>
    public string Declarations { get; }

    /// <summary>The hash of the heads of types: modifiers, bases, attributes.</summary>
    public string Heads { get; }

    /// <summary>The hash of what holds for all files, such as global usings and attributes of the assembly; empty without any.</summary>
    public string Everywhere { get; }

    /// <summary>The names in these.</summary>
    public NameSet NamesEverywhere { get; }

    /// <summary>Declared types, by their <see cref="TypeKey"/>; each as often as it is declared.</summary>
    public IReadOnlyList<(string Key, string Name)> TypeKeys { get; }

    /// <summary>Declared namespaces and those around them.</summary>
    public IReadOnlyCollection<string> Namespaces { get; }

    /// <summary>Every name in the declarations.</summary>
    public NameSet Names { get; }

    /// <summary>Those in expressions that are evaluated to read declarations: of attributes, constants, defaults.</summary>
    public NameSet NamesInConstants { get; }

    /// <summary>Names of declared members.</summary>
    public NameSet Members { get; }

    /// <summary>Constants with a value, each with the names in it; those of an enum as one, as a value can count on from another.</summary>
    public IReadOnlyList<(NameSet Declared, NameSet Mentioned)> Constants { get; }

    /// <summary>Names of attributes on methods.</summary>
    public HashSet<string> Attributes { get; }

    /// <summary>Aliases of the file.</summary>
    public HashSet<string> Aliases { get; }

    /// <summary>Aliases of the whole project.</summary>
    public HashSet<string> GlobalAliases { get; }

    public static TreeSurface Of(SyntaxTree tree, CancellationToken ct)
    {
        if (s_known.TryGetValue(tree, out var known))
            return known;
        var surface = new TreeSurface(SurfaceReader.Read(tree.GetRoot(ct), ct));
        return s_known.GetValue(tree, _ => surface);
    }

    /// <summary>Whether a method has an attribute of one of these names, or of an alias, which can mean anything.</summary>
    public bool MayAnnotate(IEnumerable<string> names) => names.Any(Attributes.Contains) || Aliases.Any(Attributes.Contains);

    /// <summary>A declared type with its bodies.</summary>
    /// <param name="key">Its <see cref="TypeKey"/>.</param>
    /// <param name="tree">The tree that this is the surface of.</param>
    public TypeText TypeOf(string key, SyntaxTree tree, CancellationToken ct) =>
        _types.TryGetValue(key, out var known) ? known : _types.GetOrAdd(key, TypeText.Read(key, tree.GetRoot(ct), ct));

    /// <summary>The same, once it was read; null before.</summary>
    public TypeText? KnownTypeOf(string key) => _types.TryGetValue(key, out var known) ? known : null;
}

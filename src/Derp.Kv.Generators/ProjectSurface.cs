using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators;

/// <summary>
/// All that the wrappers of a project can depend on, so that an edit within a body costs next to nothing:
/// <c>ForAttributeWithMetadataName</c> would bind and read every annotated method again after any edit.
/// Equal surfaces have equal methods. The compilation is there to be read once, and not kept.
/// </summary>
internal sealed class ProjectSurface : IEquatable<ProjectSurface>
{
    private static readonly string[] s_names =
    [
        .. from name in (string[])[KnownNames.Cached, KnownNames.Idempotent, KnownNames.RateLimited]
           let full = name.Substring(name.LastIndexOf('.') + 1)
           from written in (string[])[full, full.Substring(0, full.Length - nameof(Attribute).Length)]
           select written,
    ];

    // A reference is known by a token of its own, which does not keep it alive.
    private static readonly ConditionalWeakTable<MetadataReference, object> s_references = new();

    private readonly string? _assembly;
    private readonly CompilationOptions _options;
    private readonly object[] _references;
    private readonly (string Hash, ParseOptions Options)[] _trees;
    private Compilation? _compilation;

    private ProjectSurface(Compilation compilation, CancellationToken ct)
    {
        _compilation = compilation;
        _assembly = compilation.AssemblyName;
        _options = compilation.Options;
        _references = [.. compilation.ExternalReferences.Select(static r => s_references.GetValue(r, static _ => new object()))];
        _trees = [.. compilation.SyntaxTrees.Select(t => (TreeSurface.Of(t, ct).Hash, t.Options))];
    }

    public static ProjectSurface Of(Compilation compilation, CancellationToken ct) => new(compilation, ct);

    /// <summary>Every annotated method that can have a wrapper.</summary>
    public IEnumerable<MethodResult> Methods(CancellationToken ct)
    {
        var compilation = _compilation ?? throw new InvalidOperationException("The compilation was read before.");
        var global = compilation.SyntaxTrees.SelectMany(t => TreeSurface.Of(t, ct).GlobalAliases);
        var names = s_names.Concat(global).Distinct().ToList();
        var methods = compilation.SyntaxTrees
            .Where(t => TreeSurface.Of(t, ct).MayAnnotate(names) && t.Options is not CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 })
            .SelectMany(t => Methods(t, compilation, ct))
            .ToList();
        _compilation = null;
        return methods;
    }

    public bool Equals(ProjectSurface? other) =>
        other is not null
        && _assembly == other._assembly
        && _trees.SequenceEqual(other._trees)
        && _references.SequenceEqual(other._references)
        && _options.Equals(other._options);

    public override bool Equals(object? obj) => Equals(obj as ProjectSurface);

    public override int GetHashCode() => _trees.Length;

    private static IEnumerable<MethodResult> Methods(SyntaxTree tree, Compilation compilation, CancellationToken ct)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var node in tree.GetRoot(ct).DescendantNodes(static n => !TreeSurface.IsBody(n)).OfType<MethodDeclarationSyntax>())
        {
            if (node.AttributeLists.Count > 0
                && PlacementParser.IsMethodOfType(node)
                && model.GetDeclaredSymbol(node, ct) is { } symbol
                && Parse(symbol, compilation, ct) is { } method)
                yield return method;
        }
    }

    private static MethodResult? Parse(IMethodSymbol symbol, Compilation compilation, CancellationToken ct)
    {
        try
        {
            return AnnotatedMethod.AttributesOf(symbol.PartialDefinitionPart ?? symbol).Count == 0
                ? null
                : MethodParser.Parse(symbol, compilation, Findings.Discard(), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One method's failure must not end the generator for all; the analyzer reports it (DKV0099).
            return null;
        }
    }
}

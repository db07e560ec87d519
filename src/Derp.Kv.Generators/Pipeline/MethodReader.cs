using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Reads methods of one compilation.</summary>
internal sealed class MethodReader
{
    private readonly Compilation _compilation;
    private readonly IReadOnlyList<ProjectFile> _files;
    private readonly Dictionary<SyntaxTree, int> _numbers = [];
    private readonly CancellationToken _ct;

    public MethodReader(Compilation compilation, IReadOnlyList<ProjectFile> files, CancellationToken ct)
    {
        _compilation = compilation;
        _files = files;
        _ct = ct;
        for (var i = 0; i < files.Count; i++)
            _numbers[files[i].Tree] = i;
    }

    /// <summary>What the attributes of the assembly name: each reading depends on it.</summary>
    public Dependencies ReadAssembly()
    {
        var walk = new DependencyWalk(_numbers, _ct);
        walk.AddAttributes(_compilation.Assembly.GetAttributes());
        return Close(walk);
    }

    /// <summary>Reads the methods of a file that have attributes, in order.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="before">The readings of the same methods that still stand, null for each that has to be made; or null.</param>
    public MethodReading[] Read(SyntaxTree tree, MethodReading?[]? before)
    {
        var model = _compilation.GetSemanticModel(tree);
        var nodes = tree.GetRoot(_ct)
            .DescendantNodes(static n => !SurfaceText.IsBody(n))
            .OfType<MethodDeclarationSyntax>()
            .Where(static n => n.AttributeLists.Count > 0 && PlacementParser.IsMethodOfType(n));
        return [.. nodes.Select((node, i) =>
            before?[i] ?? (model.GetDeclaredSymbol(node, _ct) is { } symbol ? Read(symbol) : new MethodReading(null, null)))];
    }

    private MethodReading Read(IMethodSymbol symbol)
    {
        _ct.ThrowIfCancellationRequested();
        return new MethodReading(Parse(symbol), DependenciesOf(symbol));
    }

    private MethodResult? Parse(IMethodSymbol symbol)
    {
        try
        {
            return AnnotatedMethod.AttributesOf(symbol.PartialDefinitionPart ?? symbol).Count == 0
                ? null
                : MethodParser.Parse(symbol, _compilation, Findings.Discard(), _ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One method's failure must not end the generator for all; the analyzer reports it (DKV0099).
            return null;
        }
    }

    private Dependencies? DependenciesOf(IMethodSymbol symbol)
    {
        try
        {
            var walk = new DependencyWalk(_numbers, _ct);
            return MethodRoots.Add(symbol, _compilation, walk) ? Close(walk) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is then read after every edit, which is slow and right.
            return null;
        }
    }

    // The texts are read while the trees are still referenced.
    private Dependencies Close(DependencyWalk walk)
    {
        var found = walk.Result();
        foreach (var (file, key) in found.Types)
            _files[file].TypeOf(key, _ct);
        return found;
    }
}

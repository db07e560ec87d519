using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>A file of the project. The tree is kept until the project has been read, and then dropped.</summary>
internal sealed class ProjectFile(SyntaxTree tree, CancellationToken ct)
{
    private SyntaxTree? _tree = tree;

    public TreeSurface Surface { get; } = TreeSurface.Of(tree, ct);

    public ParseOptions Options { get; } = tree.Options;

    public SyntaxTree Tree => _tree ?? throw new InvalidOperationException("The project was read before.");

    public void Forget() => _tree = null;

    /// <summary>A declared type with its bodies, by its <see cref="TypeKey"/>.</summary>
    public TypeText TypeOf(string key, CancellationToken ct) => Surface.KnownTypeOf(key) ?? Surface.TypeOf(key, Tree, ct);
}

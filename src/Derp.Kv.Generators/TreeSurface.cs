using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators;

/// <summary>
/// What a file declares, without the bodies of its members: as long as this is the same, so is every symbol of the file.
/// Read once a tree, since trees never change.
/// </summary>
internal sealed class TreeSurface
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeSurface> s_known = new();

    private readonly HashSet<string> _attributes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _globalAliases = new(StringComparer.Ordinal);

    private TreeSurface(SyntaxTree tree, CancellationToken ct)
    {
        var text = new StringBuilder();
        Add(tree.GetRoot(ct), text, ct);
        Hash = HashOf(text.ToString());
    }

    /// <summary>SHA-256 of the declarations, in base 64.</summary>
    public string Hash { get; }

    /// <summary>Aliases of the whole project.</summary>
    public IEnumerable<string> GlobalAliases => _globalAliases;

    public static TreeSurface Of(SyntaxTree tree, CancellationToken ct)
    {
        if (s_known.TryGetValue(tree, out var known))
            return known;
        var surface = new TreeSurface(tree, ct);
        return s_known.GetValue(tree, _ => surface);
    }

    /// <summary>Whether a method has an attribute of one of these names, or of an alias, which can mean anything.</summary>
    public bool MayAnnotate(IEnumerable<string> names) => names.Any(_attributes.Contains) || _aliases.Any(_attributes.Contains);

    /// <summary>Whether the node is a body, whose text no declaration depends on.</summary>
    public static bool IsBody(SyntaxNode node) => node is GlobalStatementSyntax
        || (node is BlockSyntax or ArrowExpressionClauseSyntax
            && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax);

    // Without recursion: an initializer may be nested deeper than the stack is. Kinds tell apart what half-typed code makes
    // of the same tokens.
    private void Add(SyntaxNode root, StringBuilder text, CancellationToken ct)
    {
        foreach (var item in root.DescendantNodesAndTokens(static n => !IsBody(n)))
        {
            text.Append((char)item.RawKind);
            if (item.AsNode() is { } node)
            {
                ct.ThrowIfCancellationRequested();
                Note(node);
                if (IsBody(node))
                    AddStructured(text, node.DescendantTrivia(static n => n.ContainsDirectives || n.ContainsSkippedText));
            }
            else
            {
                var token = item.AsToken();
                if (token.HasStructuredTrivia)
                    AddStructured(text, token.LeadingTrivia.Concat(token.TrailingTrivia));
                text.Append(token.Text).Append('\0');
            }
        }
    }

    // #nullable holds beyond the node that it stands in, and what was skipped may be a brace.
    private static void AddStructured(StringBuilder text, IEnumerable<SyntaxTrivia> trivia)
    {
        foreach (var each in trivia.Where(static t => t.IsDirective || t.IsKind(SyntaxKind.SkippedTokensTrivia)))
            text.Append(each.ToString()).Append('\n');
    }

    private void Note(SyntaxNode node)
    {
        switch (node)
        {
            case AttributeSyntax { Parent.Parent: MethodDeclarationSyntax } attribute:
                _attributes.Add(attribute.Name.GetLastToken().ValueText);
                break;
            case UsingDirectiveSyntax { Alias: { } alias } directive:
                (directive.GlobalKeyword.IsKind(SyntaxKind.None) ? _aliases : _globalAliases).Add(alias.Name.Identifier.ValueText);
                break;
        }
    }

    private static string HashOf(string text)
    {
        // Not as UTF-8: every lone surrogate would be the same character.
        var bytes = new byte[text.Length * sizeof(char)];
        Buffer.BlockCopy(text.ToCharArray(), 0, bytes, 0, bytes.Length);
        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(bytes));
    }
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Code without what has no meaning: spaces, comments, and, if they do not count, bodies.</summary>
internal sealed class SurfaceText
{
    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Whether the node is a body, whose text no declaration depends on.</summary>
    public static bool IsBody(SyntaxNode node) => node is GlobalStatementSyntax
        || (node is BlockSyntax or ArrowExpressionClauseSyntax
            && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax);

    // Kinds tell apart what half-typed code makes of the same tokens.
    public void AddKind(SyntaxNodeOrToken item) => _text.Append((char)item.RawKind);

    public void Add(SyntaxToken token)
    {
        if (token.HasStructuredTrivia)
            AddStructured(token.LeadingTrivia.Concat(token.TrailingTrivia));
        _text.Append(token.Text).Append('\0');
    }

    /// <summary>All of a node, with its bodies.</summary>
    public void AddAll(SyntaxNode root, CancellationToken ct)
    {
        foreach (var item in root.DescendantNodesAndTokensAndSelf())
        {
            AddKind(item);
            if (item.IsToken)
                Add(item.AsToken());
            else
                ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>For a body that is left out: #nullable stays in effect after it, and a skipped token may be a brace.</summary>
    public void AddStructuredOf(SyntaxNode body) =>
        AddStructured(body.DescendantTrivia(static n => n.ContainsDirectives || n.ContainsSkippedText));

    /// <summary>SHA-256 in base 64.</summary>
    public string Hash()
    {
        // Not as UTF-8: every lone surrogate would be the same character.
        var bytes = new byte[_text.Length * sizeof(char)];
        Buffer.BlockCopy(_text.ToString().ToCharArray(), 0, bytes, 0, bytes.Length);
        using var hash = SHA256.Create();
        return Convert.ToBase64String(hash.ComputeHash(bytes));
    }

    private void AddStructured(IEnumerable<SyntaxTrivia> trivia)
    {
        foreach (var each in trivia.Where(static t => t.IsDirective || t.IsKind(SyntaxKind.SkippedTokensTrivia)))
            _text.Append(each.ToString()).Append('\n');
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Reads the surface of one file in one walk.</summary>
internal sealed class SurfaceReader
{
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<int> _usings = [];
    private int _constantsEnd;
    private int _everywhereEnd;
    private int _usingEnd;

    private SurfaceReader()
    {
    }

    public SurfaceText Declarations { get; } = new();

    public SurfaceText Heads { get; } = new();

    public SurfaceText Everywhere { get; } = new();

    public HashSet<int> NamesEverywhere { get; } = [];

    public HashSet<int> Names { get; } = [];

    public HashSet<int> NamesInConstants { get; } = [];

    public HashSet<int> Members { get; } = [];

    public List<(string, string)> TypeKeys { get; } = [];

    public IReadOnlyCollection<string> Namespaces => _namespaces;

    public List<(NameSet, NameSet)> Constants { get; } = [];

    public HashSet<string> Attributes { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Aliases { get; } = new(StringComparer.Ordinal);

    public HashSet<string> GlobalAliases { get; } = new(StringComparer.Ordinal);

    public static SurfaceReader Read(SyntaxNode root, CancellationToken ct)
    {
        var reader = new SurfaceReader();
        reader.Walk(root, ct);

        // An attribute of the assembly means what the usings of its file make of it.
        if (!reader.Everywhere.IsEmpty)
            reader.NamesEverywhere.UnionWith(reader._usings);
        return reader;
    }

    // Without recursion: an initializer may be nested deeper than the stack is.
    private void Walk(SyntaxNode root, CancellationToken ct)
    {
        foreach (var item in root.DescendantNodesAndTokens(static n => !SurfaceText.IsBody(n)))
        {
            Declarations.AddKind(item);
            if (item.AsNode() is { } node)
            {
                ct.ThrowIfCancellationRequested();
                Note(node, ct);
                if (SurfaceText.IsBody(node))
                    Declarations.AddStructuredOf(node);
            }
            else
            {
                var token = item.AsToken();
                Declarations.Add(token);
                if (token.SpanStart < _everywhereEnd)
                    Everywhere.Add(token);
                if (token.IsKind(SyntaxKind.IdentifierToken))
                    NoteName(token);
                else if (token.SpanStart < _constantsEnd && token.Value is string text)
                    NoteNamesIn(text);
            }
        }
    }

    // The text of an attribute can name a method of ours, and the type that has it.
    private void NoteNamesIn(string text)
    {
        foreach (var name in text.Split('.'))
        {
            if (SyntaxFacts.IsValidIdentifier(name))
                Names.Add(NameSet.Hash(name));
        }
    }

    private void NoteName(SyntaxToken token)
    {
        var hash = NameSet.Hash(token.ValueText);
        Names.Add(hash);
        if (token.SpanStart < _constantsEnd && token.Parent?.Parent is not (NameEqualsSyntax or NameColonSyntax))
            NamesInConstants.Add(hash);
        if (token.SpanStart < _everywhereEnd)
            NamesEverywhere.Add(hash);
        if (token.SpanStart < _usingEnd)
            _usings.Add(hash);
    }

    private void Note(SyntaxNode node, CancellationToken ct)
    {
        switch (node)
        {
            case BaseTypeDeclarationSyntax or DelegateDeclarationSyntax:
                NoteType((MemberDeclarationSyntax)node, ct);
                break;
            case BaseNamespaceDeclarationSyntax space:
                NoteNamespace(space);
                break;
            case UsingDirectiveSyntax directive:
                NoteUsing(directive);
                break;
            case AttributeListSyntax { Target.Identifier.ValueText: "assembly" or "module" }:
                _everywhereEnd = node.FullSpan.End;
                break;
            case AttributeSyntax { Parent.Parent: MethodDeclarationSyntax } attribute:
                Attributes.Add(NameOf(attribute.Name));
                break;
            case GlobalStatementSyntax statement:
                NoteStatement(statement);
                break;
            case AttributeArgumentListSyntax or EqualsValueClauseSyntax { Parent: ParameterSyntax or EnumMemberDeclarationSyntax }:
                _constantsEnd = Math.Max(_constantsEnd, node.FullSpan.End);
                break;
            case MethodDeclarationSyntax method:
                Members.Add(NameSet.Hash(method.Identifier.ValueText));
                break;
            case PropertyDeclarationSyntax property:
                Members.Add(NameSet.Hash(property.Identifier.ValueText));
                break;
            case EventDeclarationSyntax member:
                Members.Add(NameSet.Hash(member.Identifier.ValueText));
                break;
            case BaseFieldDeclarationSyntax field:
                NoteFields(field);
                break;
            case EnumMemberDeclarationSyntax member:
                Members.Add(NameSet.Hash(member.Identifier.ValueText));
                break;

            // Of a record it is a property.
            case ParameterSyntax { Parent.Parent: TypeDeclarationSyntax } parameter:
                Members.Add(NameSet.Hash(parameter.Identifier.ValueText));
                break;
        }
    }

    // What a statement declares is in scope in every file; to name it there is an error (CS8801).
    private void NoteStatement(GlobalStatementSyntax statement)
    {
        if (!TypeKeys.Contains((TypeKey.Program, "Program")))
            TypeKeys.Add((TypeKey.Program, "Program"));
        foreach (var node in statement.DescendantNodes(static n => n is not (BlockSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            SyntaxToken? declared = node switch
            {
                VariableDeclaratorSyntax variable => variable.Identifier,
                SingleVariableDesignationSyntax variable => variable.Identifier,
                LocalFunctionStatementSyntax function => function.Identifier,
                _ => null,
            };
            if (declared is { } name)
            {
                Declarations.Add(name);
                TypeKeys.Add((TypeKey.Local, name.ValueText));
            }
        }
    }

    private void NoteType(MemberDeclarationSyntax type, CancellationToken ct)
    {
        TypeKeys.Add((TypeKey.Of(type), TypeKey.NameOf(type)));
        if (type is EnumDeclarationSyntax values)
            Constants.Add((HashesOf(values.Members.Select(static m => m.Identifier)), HashesOf(values.Members.SelectMany(static m => m.EqualsValue?.DescendantTokens() ?? []))));
        foreach (var item in type.ChildNodesAndTokens())
        {
            if (item.IsToken)
                Heads.Add(item.AsToken());
            else if (item.AsNode() is { } node && IsHead(type, node))
                Heads.AddAll(node, ct);
        }
    }

    private static bool IsHead(MemberDeclarationSyntax type, SyntaxNode part) =>
        type is DelegateDeclarationSyntax || part is AttributeListSyntax or TypeParameterListSyntax or BaseListSyntax or TypeParameterConstraintClauseSyntax;

    private void NoteNamespace(BaseNamespaceDeclarationSyntax space)
    {
        var parts = space.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>().Reverse()
            .SelectMany(static n => n.Name.DescendantTokens())
            .Where(static t => t.IsKind(SyntaxKind.IdentifierToken))
            .Select(static t => t.ValueText)
            .ToList();
        for (var length = 1; length <= parts.Count; length++)
            _namespaces.Add(string.Join(".", parts.Take(length)));
    }

    private void NoteUsing(UsingDirectiveSyntax directive)
    {
        var isGlobal = !directive.GlobalKeyword.IsKind(SyntaxKind.None);
        if (isGlobal)
            _everywhereEnd = directive.FullSpan.End;
        else
            _usingEnd = directive.FullSpan.End;
        if (directive.Alias is { } alias)
            (isGlobal ? GlobalAliases : Aliases).Add(alias.Name.Identifier.ValueText);
    }

    private void NoteFields(BaseFieldDeclarationSyntax field)
    {
        var isConstant = field.Modifiers.Any(SyntaxKind.ConstKeyword);
        foreach (var variable in field.Declaration.Variables)
        {
            Members.Add(NameSet.Hash(variable.Identifier.ValueText));
            if (!isConstant || variable.Initializer is not { } value)
                continue;
            _constantsEnd = Math.Max(_constantsEnd, value.FullSpan.End);
            Constants.Add((HashesOf([variable.Identifier]), HashesOf(value.DescendantTokens())));
        }
    }

    private static NameSet HashesOf(IEnumerable<SyntaxToken> tokens) => NameSet.Of(
        [.. tokens.Where(static t => t.IsKind(SyntaxKind.IdentifierToken)).Select(static t => NameSet.Hash(t.ValueText))]);

    // Without type arguments and without what qualifies it.
    private static string NameOf(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}

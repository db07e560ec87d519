using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>The location of a finding: a symbol's name, or an argument of an attribute. Only the analyzer has it located.</summary>
internal readonly struct Place
{
    private readonly ISymbol? _symbol;
    private readonly AttributeData? _attribute;
    private readonly string? _argument;

    private readonly SyntaxNode? _node;

    private Place(ISymbol? symbol, AttributeData? attribute, string? argument, SyntaxNode? node = null)
    {
        _node = node;
        _symbol = symbol;
        _attribute = attribute;
        _argument = argument;
    }

    public static Place Of(SyntaxNode node) => new(null, null, null, node);

    public static Place Of(ISymbol symbol) => new(symbol, null, null);

    /// <param name="attribute">The attribute; the whole of it is the place if it does not set the argument.</param>
    /// <param name="argument">The property, or <c>Key</c> for the constructor's argument.</param>
    public static Place Of(AttributeData attribute, string argument) => new(null, attribute, argument);

    public Location? Locate()
    {
        if (_node is not null)
            return _node.GetLocation();
        if (_symbol is not null)
            return _symbol.Locations.FirstOrDefault(l => l.IsInSource);
        if (_attribute?.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax syntax)
            return null;
        var arguments = syntax.ArgumentList?.Arguments ?? [];
        var argument = _argument;
        var found = argument == "Key"
            ? arguments.FirstOrDefault(a => a.NameEquals is null)
            : arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == argument);
        return (found?.Expression ?? (Microsoft.CodeAnalysis.SyntaxNode)syntax).GetLocation();
    }
}

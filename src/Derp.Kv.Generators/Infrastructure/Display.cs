using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Infrastructure;

/// <summary>How symbols are written in generated code: immune to the user's own names, keywords escaped.</summary>
internal static class Display
{
    /// <summary><c>global::</c>, type arguments, <c>?</c> of reference types, names of tuple elements.</summary>
    private static readonly SymbolDisplayFormat s_annotated =
        SymbolDisplayFormat.FullyQualifiedFormat
            .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as it stands in a signature, with its nullable annotations.</summary>
    public static string Annotated(this ITypeSymbol type, ExternAliases aliases) => Text(type, s_annotated, aliases);

    /// <summary>The type without any nullable reference annotation, for <c>typeof</c>, patterns and identities.</summary>
    public static string Qualified(this ITypeSymbol type, ExternAliases aliases) => Text(type, SymbolDisplayFormat.FullyQualifiedFormat, aliases);

    /// <summary>An identifier as C# reads it: every keyword, contextual ones too, gets its <c>@</c>.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>The same for the declaration of a type or type parameter, which warns about a name of lower-case letters only without its <c>@</c>.</summary>
    public static string EscapeType(string identifier) =>
        identifier.All(static c => c is >= 'a' and <= 'z') ? "@" + identifier : Escape(identifier);

    /// <summary>A string literal with its quotes; control characters, lone surrogates and line separators are escaped.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Text(ITypeSymbol type, SymbolDisplayFormat format, ExternAliases aliases)
    {
        if (aliases.Names.IsEmpty)
            return type.ToDisplayString(format);

        // Each global:: is followed by namespaces and then by the type that tells the assembly.
        var parts = type.ToDisplayParts(format);
        return string.Concat(parts.Select((part, i) =>
            part.Kind == SymbolDisplayPartKind.Keyword && part.ToString() == "global"
            && aliases.For(parts.Skip(i).Select(static p => p.Symbol).OfType<ITypeSymbol>().FirstOrDefault()?.ContainingAssembly) is { } alias
                ? Escape(alias)
                : part.ToString()));
    }
}

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
    public static string Annotated(this ITypeSymbol type) => type.ToDisplayString(s_annotated);

    /// <summary>The type without a <c>?</c> of its own; those of its arguments stay.</summary>
    public static string AnnotatedNotNull(this ITypeSymbol type) =>
        type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Annotated() : type.Annotated();

    /// <summary>The type without any nullable reference annotation, for <c>typeof</c>, patterns and identities.</summary>
    public static string Qualified(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>An identifier as C# reads it: every keyword, contextual ones too, gets its <c>@</c>.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier
            : identifier;

    /// <summary>A string literal with its quotes; control characters, lone surrogates and line separators are escaped.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}

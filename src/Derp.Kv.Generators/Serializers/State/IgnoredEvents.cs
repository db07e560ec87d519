using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>Events whose handlers are lost on purpose: <c>[field: IgnoreMember]</c> or <c>[field: NonSerialized]</c>. No symbol of the field shows its attributes.</summary>
internal static class IgnoredEvents
{
    public static bool IsIgnored(IEventSymbol @event) =>
        @event.DeclaringSyntaxReferences is [var reference, ..]
        && reference.GetSyntax().FirstAncestorOrSelf<EventFieldDeclarationSyntax>() is { } declaration
        && declaration.AttributeLists
            .Where(static l => l.Target?.Identifier.IsKind(SyntaxKind.FieldKeyword) == true)
            .SelectMany(static l => l.Attributes)
            .Any(static a => NameOf(a.Name) is "IgnoreMember" or "IgnoreMemberAttribute" or "NonSerialized" or "NonSerializedAttribute" or "IgnoreDataMember" or "IgnoreDataMemberAttribute");

    private static string NameOf(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}

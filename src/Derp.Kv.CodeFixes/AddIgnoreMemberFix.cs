using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Marks state that may be lost. The state stands where its type is declared, which may be another file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddIgnoreMemberFix))]
[Shared]
public sealed class AddIgnoreMemberFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Descriptors.HiddenState.Id];

    internal override string TitleOfAll => "Mark state that may be lost [IgnoreMember]";

    internal override FixPlan? Plan(FixTarget target)
    {
        var compilation = target.Model.Compilation;
        if (target.Hint(nameof(Hint.State)) is not { Length: > 0 } id
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) is not { DeclaringSyntaxReferences: [var reference, ..] } state
            || Declaration(reference.GetSyntax(target.Cancellation)) is not { } declaration
            || compilation.GetTypeByMetadataName("MessagePack.IgnoreMemberAttribute") is not { } attribute)
            return null;

#pragma warning disable RS1030 // The state may stand in another file than the diagnostic, whose model the fix does not have.
        var there = target with { Tree = declaration.SyntaxTree, Model = compilation.GetSemanticModel(declaration.SyntaxTree) };
#pragma warning restore RS1030
        var place = declaration.SpanStart;
        var name = there.NameOfAttribute(attribute, place);
        return new FixPlan(
            $"Mark '{state.Name}' [IgnoreMember]",
            declaration.SyntaxTree,
            new TextChange(new TextSpan(place, 0), declaration is EventFieldDeclarationSyntax ? $"[field: {name}] " : $"[{name}] "));
    }

    // In a declaration of several fields the attribute would apply to all.
    private static MemberDeclarationSyntax? Declaration(SyntaxNode syntax) => syntax switch
    {
        PropertyDeclarationSyntax property => property,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: BaseFieldDeclarationSyntax field } } => field,
        _ => null,
    };
}

using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Sets what an attribute requires, with values to begin from.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddRequiredSettingFix))]
[Shared]
public sealed class AddRequiredSettingFix : PlannedFixProvider
{
    private const string RequiredMemberMustBeSet = "CS9035";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [RequiredMemberMustBeSet];

    internal override string TitleOfAll => "Add required settings";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Enclosing<AttributeSyntax>() is not { } attribute
            || AnnotatedMethod.KindOf(target.Model.GetTypeInfo(attribute, target.Cancellation).Type as INamedTypeSymbol) is not { } kind)
            return null;
        var set = attribute.ArgumentList?.Arguments.Select(static a => a.NameEquals?.Name.Identifier.ValueText).ToList() ?? [];
        var missing = Required(kind).Where(r => !set.Contains(r.Name)).Select(static r => $"{r.Name} = {r.Value}").ToList();
        if (missing.Count == 0)
            return null;
        var text = string.Join(", ", missing);
        return new FixPlan($"Add {text}", target.Tree, Insertion(attribute, text));
    }

    private static (string Name, string Value)[] Required(StageKind kind) => kind switch
    {
        StageKind.Cached => [("Ttl", "\"5m\"")],
        StageKind.Idempotent => [("Ttl", "\"24h\"")],
        _ => [("Limit", "100"), ("Window", "\"1m\"")],
    };

    private static TextChange Insertion(AttributeSyntax attribute, string text)
    {
        if (attribute.ArgumentList is not { } list)
            return new TextChange(new TextSpan(attribute.Name.Span.End, 0), $"({text})");
        return list.Arguments.LastOrDefault() is { Span.IsEmpty: false } last
            ? new TextChange(new TextSpan(last.Span.End, 0), $", {text}")
            : new TextChange(new TextSpan(list.OpenParenToken.Span.End, 0), text);
    }
}

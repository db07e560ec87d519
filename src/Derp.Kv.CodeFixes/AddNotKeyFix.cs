using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Keeps a parameter that is no part of the key out of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddNotKeyFix))]
[Shared]
public sealed class AddNotKeyFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        [Descriptors.Unkeyable.Id, Descriptors.LeftOut.Id, Descriptors.Unserializable.Id];

    internal override string TitleOfAll => "Mark parameters [NotKey]";

    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Method() is not { } method || Parameter(target) is not { } parameter)
            return null;

        // What a template names is part of the key, whatever attribute the parameter has.
        var name = parameter.Identifier.ValueText;
        if (method.Attributes.Any(a => a.Kind == StageKind.Cached && Names(a, name)))
            return null;
        var type = method.Attributes[0].Type?.ContainingAssembly.GetTypeByMetadataName("Derp.Kv.NotKeyAttribute");
        return type is null
            ? null
            : new FixPlan(
                $"Mark '{name}' [NotKey]",
                target.Tree,
                new TextChange(new TextSpan(parameter.SpanStart, 0), $"[{target.NameOfAttribute(type, parameter.SpanStart)}] "));
    }

    // The diagnostic is at the parameter, or at the template that leaves it out.
    private static ParameterSyntax? Parameter(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Parameter)) is not { } name)
            return target.Enclosing<ParameterSyntax>();
        return target.Enclosing<MethodDeclarationSyntax>()?.ParameterList.Parameters.FirstOrDefault(p => p.Identifier.ValueText == name);
    }

    private static bool Names(StageAttribute attribute, string parameter) =>
        attribute.Template is { } template
        && (!Template.TryParse(template, out var segments, out _) || segments.OfType<TemplateHole>().Any(h => h.Name == parameter));
}

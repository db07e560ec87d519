using System.Collections.Immutable;
using System.Composition;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Derp.Kv.CodeFixes;

/// <summary>Gives a declared <c>TryGet…Async</c> the result and the parameters that it must have.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CorrectLookFix))]
[Shared]
public sealed class CorrectLookFix : PlannedFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [FreshnessDescriptors.Look.Id];

    internal override string TitleOfAll => "Correct declarations of looks into the cache";

    // Modifiers stay, so a body that is static or not has no fix.
    internal override FixPlan? Plan(FixTarget target)
    {
        if (target.Hint(nameof(Hint.Wrapper)) is not { } name
            || target.Enclosing<MethodDeclarationSyntax>() is not { } declaration
            || target.Model.GetDeclaredSymbol(declaration, target.Cancellation) is not { } declared
            || LookParser.BodyOf(declared) is not { ReturnType: INamedTypeSymbol { TypeArguments: [var result] } } body
            || body.IsStatic != declared.IsStatic
            || body.Arity != declared.Arity)
            return null;
        var task = declared.ReturnType.Name == "Task" ? "Task" : "ValueTask";
        var returns = $"{NameOf($"System.Threading.Tasks.{task}`1")}<{NameOf("Derp.Kv.CacheHit`1")}<{target.NameOf(PlainResult.Of(result), declaration.SpanStart)}>>";
        var parameters = GeneratedSignature.InvalidateParameters(body).Where(static p => !p.Type.IsCancellationToken()).Select(p => $"{target.NameOf(p.Type, declaration.SpanStart)} {Identifier(p.Name)}");
        var token = $"{NameOf("System.Threading.CancellationToken")} {body.Parameters.FirstOrDefault(static p => p.Type.IsCancellationToken())?.Name ?? "cancellationToken"} = default";
        return new FixPlan(
            $"Correct '{name}'",
            [
                new FixChange(target.Tree, new TextChange(declaration.ReturnType.Span, returns)),
                new FixChange(target.Tree, new TextChange(declaration.ParameterList.Span, $"({string.Join(", ", [.. parameters, token])})")),
            ]);

        string NameOf(string type) => target.Model.Compilation.GetTypeByMetadataName(type) is { } found
            ? target.NameOf(found, declaration.SpanStart) is var text && text.IndexOf('<') is >= 0 and var arguments ? text.Substring(0, arguments) : text
            : type;
    }

    private static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}

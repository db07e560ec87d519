using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Settings;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The heads of the generated methods: the body's, or those that the user declared.</summary>
internal static class WrapperParser
{
    private const string Token = "global::System.Threading.CancellationToken";

    public static SignatureModel Wrapper(AnnotatedMethod method, string name, IMethodSymbol? declared)
    {
        var body = method.Symbol;
        if (declared is not null)
            return Declared(method, declared, method.WrapperReturns, [.. method.Parameters]) with { Summary = PolicyText.Comments(method).ToEquatableArray() };
        return Head(
            method,
            [$"/// <inheritdoc cref=\"{body.GetDocumentationCommentId()}\"/>", .. PolicyText.Remarks(method)],
            method.WrapperReturns.Annotated(method.Aliases),
            name,
            method.Parameters.Select(p => Parameter(p, method.Aliases, withDefault: true, isParams: p.IsParams)).ToEquatableArray());
    }

    public static SignatureModel Invalidate(AnnotatedMethod method, string name, IMethodSymbol? declared)
    {
        var body = method.Symbol;
        var parameters = GeneratedSignature.InvalidateParameters(body).ToList();
        if (declared is not null)
            return Declared(method, declared, null, parameters);

        var each = EachParameter.Of(body, method.Attributes);
        var hasToken = parameters.Any(p => p.Type.IsCancellationToken());
        // A token that is added comes last. Params is no longer last then, and what stands before it not optional.
        var isDemoted = parameters.Any(p => p.IsParams && (!hasToken || SymbolEqualityComparer.Default.Equals(p, each?.Symbol)));
        var models = parameters.Select(p => Parameter(p, method.Aliases, withDefault: !isDemoted, isParams: p.IsParams && !isDemoted)).ToList();
        if (each is not null)
            TakeAny(method, each, models);
        if (!hasToken)
            models.Add(new ParameterModel(-1, "", Token, new UniqueNames(parameters.Select(p => p.Name)).Next("cancellationToken"), "default", true));
        return Head(
            method,
            [
                "/// <summary>",
                each is null ? "/// Deletes what is cached for these arguments of" : "/// Deletes what is cached for these items and arguments of",
                $"/// <see cref=\"{body.GetDocumentationCommentId()}\"/>.{(each is null ? " One round trip." : "")}",
                "/// </summary>",
                each is null ? "/// <returns>Whether a value was there.</returns>" : "/// <returns>How many values there were.</returns>",
            ],
            each is null ? "global::System.Threading.Tasks.ValueTask<bool>" : "global::System.Threading.Tasks.ValueTask<long>",
            name,
            models.ToEquatableArray());
    }

    // Whatever collection the items of an invalidation are in.
    private static void TakeAny(AnnotatedMethod method, EachParameter each, List<ParameterModel> models)
    {
        var index = models.FindIndex(m => m.Ordinal == each.Symbol.Ordinal);
        if (index >= 0)
            models[index] = models[index] with { Type = $"global::System.Collections.Generic.IEnumerable<{each.Item.Annotated(method.Aliases)}>", Default = null };
    }

    private static SignatureModel Head(AnnotatedMethod method, IEnumerable<string> summary, string returnType, string name, EquatableArray<ParameterModel> parameters) => new(
        summary.ToEquatableArray(),
        ForwardedAttributes.Of(method.Symbol),
        AccessibilityParser.Of(method.Symbol) + (method.Symbol.IsStatic ? " static" : ""),
        returnType,
        Display.Escape(name),
        TypeParameterText.List(method.Symbol.TypeParameters),
        TypeParameterText.Constraints(method.Symbol.TypeParameters, method.Aliases),
        parameters)
    {
        IsOblivious = NullableContext.IsOff(method.Symbol),
    };

    private static SignatureModel Declared(AnnotatedMethod method, IMethodSymbol declared, ITypeSymbol? returnType, List<IParameterSymbol> bodyParameters)
    {
        var isMany = returnType is null && EachParameter.Of(method.Symbol, method.Attributes) is not null;
        var fits = returnType is null
            ? declared.ReturnType.Is("System.Threading.Tasks", "ValueTask`1") && ((INamedTypeSymbol)declared.ReturnType).TypeArguments[0].SpecialType == (isMany ? SpecialType.System_Int64 : SpecialType.System_Boolean)
            : IdentityText.Of(declared.ReturnType) == IdentityText.Of(returnType);
        var hit = fits || returnType is null ? HitKind.None : HitResult.Parse(method, declared);
        if (!fits && hit == HitKind.None)
            Differs(method, declared, $"it must return {returnType?.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat) ?? (isMany ? "ValueTask<long>" : "ValueTask<bool>")}");
        else if (declared.IsStatic != method.Symbol.IsStatic)
            Differs(method, declared, declared.IsStatic ? "it is static, the body is not" : "it must be static, as the body is");

        if (returnType is not null && Waits(method) is { } who && Modifiers(declared).Split(' ').Contains("unsafe"))
            Differs(method, declared, $"it is unsafe, and {who} waits for its result, which unsafe code cannot");

        return DeclaredHead(
            method,
            declared,
            i => i < bodyParameters.Count ? bodyParameters[i].Ordinal : -1,
            i => i < bodyParameters.Count ? bodyParameters[i] : null) with
        {
            Hit = hit,
        };
    }

    private static string? Waits(AnnotatedMethod method) =>
        method.Batch is not null ? "the wrapper of a batch"
        : !method.Decides && method.Symbol.Parameters.Any(PreviousParameter.Is) ? "the wrapper of a body with a Previous<T>"
        : null;

    /// <summary>The head of a declaration of the user's.</summary>
    /// <param name="method">The body.</param>
    /// <param name="declared">The declaration.</param>
    /// <param name="ordinal">Of each of its parameters.</param>
    /// <param name="bodyParameter">The body's parameter that it is passed to; null for none.</param>
    public static SignatureModel DeclaredHead(AnnotatedMethod method, IMethodSymbol declared, Func<int, int> ordinal, Func<int, IParameterSymbol?> bodyParameter) =>
        new(
            default,
            ForwardedAttributes.Of(method.Symbol, declared),
            Modifiers(declared),
            declared.ReturnType.Annotated(method.Aliases),
            Display.Escape(declared.Name),
            TypeParameterText.List(declared.TypeParameters),
            declared.IsOverride ? default : TypeParameterText.Constraints(declared.TypeParameters, method.Aliases),
            declared.Parameters
                .Select((p, i) => Parameter(p, method.Aliases, withDefault: false, p.IsParams) with
                {
                    Ordinal = ordinal(i),
                    NeedsForgiving = NullableContext.NeedsForgiving(p) || (bodyParameter(i) is { } passedTo && NullableContext.NeedsForgiving(passedTo)),
                })
                .ToEquatableArray())
        {
            IsOblivious = NullableContext.IsOff(declared),
        };

    private static void Differs(AnnotatedMethod method, IMethodSymbol declared, string reason) =>
        method.Findings.Add(Descriptors.DeclarationDiffers, Place.Of(declared), declared.Name, reason);

    // As written: the two parts of a partial method must agree in all of them.
    private static string Modifiers(IMethodSymbol declared) =>
        declared.DeclaringSyntaxReferences.Select(static r => r.GetSyntax()).OfType<MethodDeclarationSyntax>().FirstOrDefault() is { } syntax
            ? string.Join(" ", syntax.Modifiers.Select(static m => m.Text))
            : "partial";

    /// <summary>A parameter of the body in a static method that has another first and last one: neither optional nor <c>this</c> nor <c>params</c>.</summary>
    public static ParameterModel PlainParameter(IParameterSymbol parameter, ExternAliases aliases) =>
        new(parameter.Ordinal, "", parameter.Type.Annotated(aliases), Display.Escape(parameter.Name), null, false)
        {
            NeedsForgiving = NullableContext.NeedsForgiving(parameter),
        };

    private static ParameterModel Parameter(IParameterSymbol parameter, ExternAliases aliases, bool withDefault, bool isParams)
    {
        var method = (IMethodSymbol)parameter.ContainingSymbol;
        var modifier = isParams ? "params " : method.IsExtensionMethod && parameter.Ordinal == 0 ? "this " : "";
        return new ParameterModel(
            parameter.Ordinal,
            (withDefault ? DefaultValueText.AttributesOf(parameter) + ForwardedAttributes.OfParameter(parameter) : "") + modifier,
            parameter.Type.Annotated(aliases),
            Display.Escape(parameter.Name),
            withDefault ? DefaultValueText.Of(parameter, aliases) : null,
            parameter.Type.IsCancellationToken())
        {
            NeedsForgiving = NullableContext.NeedsForgiving(parameter),
        };
    }
}

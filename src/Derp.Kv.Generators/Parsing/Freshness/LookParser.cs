using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Freshness;

/// <summary>The method that looks for a cached value and never runs the body (F8). It is written where the user declares it: <c>TryGetProductAsync</c> for <c>GetProductAsync</c>.</summary>
internal static class LookParser
{
    private const string Prefix = "Try";

    private static readonly EquatableArray<string> s_comment = new[] { "// Looks for the value; the body does not run." }.ToEquatableArray();

    /// <summary>The head; null where none is declared, and where the declaration is another method's.</summary>
    public static SignatureModel? Parse(AnnotatedMethod method, string wrapper)
    {
        if (method.Cached is null || !TokenOverloads.OwnsInvalidation(method.Symbol, method.Attributes))
            return null;
        var open = method.Type.GetMembers(Prefix + wrapper).OfType<IMethodSymbol>().Where(d => MemberLookup.IsOpen(d) && !IsGeneratedOtherwise(d)).ToList();
        if (open.Count == 0)
            return null;

        // A declaration of no overload is the first one's, which says what is wrong with it.
        var siblings = Siblings(method.Type, wrapper);
        var isFirst = siblings.Count > 0 && SymbolEqualityComparer.Default.Equals(siblings[0], method.Symbol);
        var orphans = isFirst ? open.Where(d => !siblings.Any(s => Matches(d, s))).ToList() : [];
        foreach (var orphan in orphans)
            Refuse(method, orphan);
        if ((open.FirstOrDefault(d => Matches(d, method.Symbol)) ?? orphans.FirstOrDefault()) is not { } declared)
            return null;
        if (orphans.Count == 0 && (!HasNames(declared, method.Symbol) || !Returns(method, declared) || declared.IsStatic != method.Symbol.IsStatic || method.Batch is not null))
            Refuse(method, declared);
        var parameters = GeneratedSignature.InvalidateParameters(method.Symbol).ToList();
        return WrapperParser.DeclaredHead(
            method,
            declared,
            i => i < parameters.Count ? parameters[i].Ordinal : -1,
            i => i < parameters.Count ? parameters[i] : null) with
        {
            Summary = s_comment,
            Hit = HitResult.KindOf(declared.ReturnType),
        };
    }

    /// <summary>The bodies of a type for which looks are declared.</summary>
    public static IEnumerable<IMethodSymbol> BodiesIn(INamedTypeSymbol type) =>
        type.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(static d => d.Name.StartsWith(Prefix, StringComparison.Ordinal) && MemberLookup.IsOpen(d))
            .Select(static d => d.Name.Substring(Prefix.Length))
            .Distinct()
            .SelectMany(wrapper => Siblings(type, wrapper));

    /// <summary>The body that a declaration would look for, if it had the right signature; null for none.</summary>
    public static IMethodSymbol? BodyOf(IMethodSymbol declared) =>
        declared.Name.StartsWith(Prefix, StringComparison.Ordinal)
            ? Siblings(declared.ContainingType, declared.Name.Substring(Prefix.Length)).FirstOrDefault()
            : null;

    private static List<IMethodSymbol> Siblings(INamedTypeSymbol type, string wrapper) =>
        [.. type.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(static m => m.PartialDefinitionPart is null)
            .Where(m => AnnotatedMethod.AttributesOf(m) is var attributes && attributes.Any(static a => a.Kind == StageKind.Cached) && WrapperNames.Of(m, attributes) == wrapper && TokenOverloads.OwnsInvalidation(m, attributes))
            .OrderBy(static m => IdentityText.Signature(m), StringComparer.Ordinal)];

    // The wrapper of another body, such as TryGetCoreAsync.
    private static bool IsGeneratedOtherwise(IMethodSymbol declared) =>
        declared.ContainingType.GetMembers()
            .OfType<IMethodSymbol>()
            .Where(static m => m.PartialDefinitionPart is null)
            .Any(m => AnnotatedMethod.AttributesOf(m) is { Count: > 0 } attributes && GeneratedSignature.Of(m, attributes).Any(s => s.Matches(declared)));

    private static bool Matches(IMethodSymbol declared, IMethodSymbol body) =>
        declared.Arity == body.Arity && declared.Parameters.Select(static p => IdentityText.Of(p.Type)).SequenceEqual(Types(body));

    private static IEnumerable<string> Types(IMethodSymbol body)
    {
        var hasToken = false;
        foreach (var parameter in GeneratedSignature.InvalidateParameters(body))
        {
            hasToken |= parameter.Type.IsCancellationToken();
            yield return IdentityText.Of(parameter.Type);
        }

        if (!hasToken)
            yield return "System.Threading.CancellationToken";
    }

    // Arguments of one type could change places in silence.
    private static bool HasNames(IMethodSymbol declared, IMethodSymbol body) =>
        GeneratedSignature.InvalidateParameters(body).Zip(declared.Parameters, static (own, theirs) => own.Type.IsCancellationToken() || own.Name == theirs.Name).All(static same => same);

    private static bool Returns(AnnotatedMethod method, IMethodSymbol declared) =>
        HitResult.KindOf(declared.ReturnType) != HitKind.None && (method.Result is not { } value || HitResult.IsOf(method, value, declared));

    private static void Refuse(AnnotatedMethod method, IMethodSymbol declared)
    {
        var body = method.Symbol;
        if (method.Symbol.Parameters.Any(EachParameter.Is))
            method.Findings.Add(FreshnessDescriptors.Look, Place.Of(declared), declared.Name, $"'{body.Name}' has an [Each] parameter; declare one for a method for one item, and share its entries by SharesWith");
        else if (method.Result is { } value)
            method.Findings.AddHinted(FreshnessDescriptors.Look, Place.Of(declared), Hint.Wrapper(declared.Name), declared.Name, $"it must be '{(body.IsStatic ? "static " : "")}{Signature(declared, value, body)}'");
    }

    private static string Signature(IMethodSymbol declared, ITypeSymbol value, IMethodSymbol body)
    {
        var parameters = GeneratedSignature.InvalidateParameters(body).Select(static p => $"{Shown(p.Type)} {p.Name}").ToList();
        if (!body.Parameters.Any(static p => p.Type.IsCancellationToken()))
            parameters.Add("CancellationToken cancellationToken");
        return $"{(HitResult.KindOf(declared.ReturnType) == HitKind.Task ? "Task" : "ValueTask")}<CacheHit<{Shown(value)}>> {declared.Name}{TypeParameterText.List(body.TypeParameters)}({string.Join(", ", parameters)})";
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}

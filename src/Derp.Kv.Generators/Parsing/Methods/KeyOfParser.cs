using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The head of <c>KeyOf…</c>, which tells a key without an instance (W7): what the template reads from one is a parameter.</summary>
internal static class KeyOfParser
{
    /// <summary>The client's, in the place of a parameter's ordinal.</summary>
    public const int ClientOrdinal = -2;

    private const string Client = "global::Derp.Kv.KvClient";

    /// <param name="method">The body.</param>
    /// <param name="name">Of the method to generate.</param>
    /// <param name="declared">The user's declaration of it, or null.</param>
    /// <param name="key">The key of the cached value.</param>
    public static SignatureModel Parse(AnnotatedMethod method, string name, IMethodSymbol? declared, KeyModel key)
    {
        var body = method.Symbol;
        var parameters = GeneratedSignature.KeyParameters(body).ToList();
        var values = key.Fields.Where(f => f.Ordinal <= InstanceValue.FirstOrdinal && !method.Values.TypeOf(f.Ordinal).HasError()).ToList();
        if (declared is not null)
            return Declared(method, declared, parameters, values);

        var isTag = TagMethods.IsTag(method.Attributes);

        // The nested class is named in the method.
        var names = new UniqueNames(
        [
            .. parameters.Select(static p => p.Name),
            .. values.Select(static v => v.Name.TrimStart('@')),
            .. body.TypeParameters.Select(static p => p.Name),
            WrapperNames.Holder(body),
        ]);
        var models = new List<ParameterModel> { new(ClientOrdinal, "", Client, names.Next("client"), null, false) };
        models.AddRange(parameters.Select(p => WrapperParser.PlainParameter(p, method.Aliases) with { Type = EachParameter.TypeInKey(p, StageKind.Cached).Annotated(method.Aliases) }));
        models.AddRange(values.Select(v => new ParameterModel(v.Ordinal, "", v.Type, v.Name == WrapperNames.Holder(body) ? names.Next(v.Name) : v.Name, null, false)));
        return new SignatureModel(
            new[]
            {
                "/// <summary>",
                isTag ? "/// The key of the tag of"
                    : EachParameter.Of(body, method.Attributes) is null ? "/// The key of what is cached for these arguments of"
                    : "/// The key of what is cached for this item and these arguments of",
                $"/// <see cref=\"{body.GetDocumentationCommentId()}\"/>: for an outbox row or a reader of a change feed.",
                "/// </summary>",
            }.ToEquatableArray(),
            ForwardedAttributes.Of(body),
            (isTag ? SyntaxFacts.GetText(body.DeclaredAccessibility) : AccessibilityParser.Of(body, values.Select(v => method.Values.TypeOf(v.Ordinal)))) + " static",
            "global::System.ReadOnlyMemory<byte>",
            Display.Escape(name),
            TypeParameterText.List(body.TypeParameters),
            TypeParameterText.Constraints(body.TypeParameters, method.Aliases),
            models.ToEquatableArray())
        {
            // Types of the instance's values have annotations.
            IsOblivious = values.Count == 0 && NullableContext.IsOff(body),
        };
    }

    private static SignatureModel Declared(AnnotatedMethod method, IMethodSymbol declared, List<IParameterSymbol> parameters, List<KeyField> values)
    {
        if (!declared.ReturnType.Is("System", "ReadOnlyMemory`1") || ((INamedTypeSymbol)declared.ReturnType).TypeArguments[0].SpecialType != SpecialType.System_Byte)
            Differs(method, declared, "it must return ReadOnlyMemory<byte>");
        else if (!declared.IsStatic)
            Differs(method, declared, "it must be static");
        for (var i = 0; i < values.Count; i++)
        {
            var parameter = declared.Parameters[1 + parameters.Count + i];
            if (parameter.Type.Qualified(method.Aliases) != method.Values.Unannotated(values[i].Ordinal, method.Aliases))
                Differs(method, declared, $"'{parameter.Name}' must be of type '{values[i].Type.Replace("global::", "")}'");
        }

        return WrapperParser.DeclaredHead(
            method,
            declared,
            i => i == 0 ? ClientOrdinal : i <= parameters.Count ? parameters[i - 1].Ordinal : values[i - 1 - parameters.Count].Ordinal,
            i => i > 0 && i <= parameters.Count ? parameters[i - 1] : null);
    }

    private static void Differs(AnnotatedMethod method, IMethodSymbol declared, string reason) =>
        method.Findings.Add(Descriptors.DeclarationDiffers, Place.Of(declared), declared.Name, reason);
}

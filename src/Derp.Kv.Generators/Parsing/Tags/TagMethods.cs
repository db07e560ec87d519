using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Ledgers;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Tags;

/// <summary>Methods with <c>[CacheTag]</c>, which the generator implements: such a method is its own wrapper.</summary>
internal static class TagMethods
{
    public static bool IsTag(IEnumerable<StageAttribute> attributes) => attributes.Any(static a => a.Kind == StageKind.Tag);

    /// <summary>The attribute of a method that is one; null for another method.</summary>
    public static StageAttribute? AttributeOf(IMethodSymbol method) =>
        AnnotatedMethod.AttributesOf(method.PartialDefinitionPart ?? method).FirstOrDefault(static a => a.Kind == StageKind.Tag);

    /// <summary><c>Tenant</c> of <c>InvalidateTenantAsync</c>.</summary>
    public static string Stem(string name)
    {
        var stem = name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;
        return stem.Length > "Invalidate".Length && stem.StartsWith("Invalidate", StringComparison.Ordinal) && !char.IsDigit(stem["Invalidate".Length]) ? stem.Substring("Invalidate".Length) : stem;
    }

    /// <summary>Whether the method can be implemented at all.</summary>
    public static bool Check(AnnotatedMethod method)
    {
        if (!IsTag(method.Attributes))
            return true;
        var symbol = method.Symbol;
        var problem = symbol switch
        {
            _ when method.Attributes.Count > 1 => "it has no body, which its other attributes need",
            _ when !symbol.IsPartialDefinition || symbol.PartialImplementationPart is { } own && !MemberLookup.IsGenerated(own) => "declare it partial and without a body",
            { Arity: > 0 } => "it has type parameters",
            _ when symbol.Parameters.FirstOrDefault(LedgerTypes.IsTransaction) is { } transaction => $"'{transaction.Name}' is a LedgerTransaction, which it has no body for",
            _ when method.Result is not null => "it must return Task or ValueTask",
            _ => null,
        };
        if (problem is not null)
            method.Findings.Add(Descriptors.TagMethod, method.Name, symbol.Name, problem);
        return problem is null;
    }

    /// <summary>A tag is invalidated by callers that have no instance of the methods which name it.</summary>
    public static void CheckKey(AnnotatedMethod method, StageAttribute attribute, KeyParser key)
    {
        if (key.Values.Count > 0)
            method.Findings.Add(Descriptors.TagMethod, attribute.At("Key"), method.Symbol.Name, "its template can name parameters only");
    }
}

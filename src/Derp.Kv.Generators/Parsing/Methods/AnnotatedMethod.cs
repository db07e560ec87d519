using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Keys;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>A method with its attributes, in the order of nesting, and what the parts of the parser need besides.</summary>
internal sealed class AnnotatedMethod
{
    private AnnotatedMethod(IMethodSymbol symbol, IReadOnlyList<StageAttribute> attributes, Compilation compilation, Findings findings)
    {
        Symbol = symbol;
        Attributes = attributes;
        Compilation = compilation;
        Aliases = ExternAliases.Of(compilation);
        Findings = findings;
        Values = new InstanceValues(symbol);
    }

    /// <summary>The definition, if the body is a partial method.</summary>
    public IMethodSymbol Symbol { get; }

    public INamedTypeSymbol Type => Symbol.ContainingType;

    /// <summary>At least one.</summary>
    public IReadOnlyList<StageAttribute> Attributes { get; }

    public Compilation Compilation { get; }

    public ExternAliases Aliases { get; }

    public Findings Findings { get; }

    /// <summary>What the body returns; set once the signature is read.</summary>
    public ReturnKind Returns { get; set; }

    /// <summary>The result's type as the wrapper has it; null if there is none.</summary>
    public ITypeSymbol? Result { get; set; }

    /// <summary>Whether the body decides for its result: it returns it as a <c>Cacheable</c>.</summary>
    public bool Decides { get; set; }

    /// <summary>What the wrapper returns.</summary>
    public ITypeSymbol WrapperReturns => Decides && Result is { } result ? PlainResult.TaskOf(Symbol.ReturnType, result) : Symbol.ReturnType;

    /// <summary>The body's parameters that the wrapper has.</summary>
    public IEnumerable<IParameterSymbol> Parameters => PassedOn.Of(Symbol);

    /// <summary>What <c>[Each]</c> makes of a cached method; null without it.</summary>
    public Batch? Batch { get; set; }

    /// <summary>Properties and fields that templates name.</summary>
    public List<ISymbol> PathMembers { get; } = [];

    /// <summary>Parameters that were reported as sequences to be read once.</summary>
    public HashSet<ISymbol> ReadOnce { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>What templates read from the instance.</summary>
    public InstanceValues Values { get; }

    public Place Name => Place.Of(Symbol);

    public IParameterSymbol? Token => Symbol.Parameters.FirstOrDefault(p => p.Type.IsCancellationToken());

    public StageAttribute? Cached => Attributes.FirstOrDefault(a => a.Kind == StageKind.Cached);

    public StageAttribute? Idempotent => Attributes.FirstOrDefault(a => a.Kind == StageKind.Idempotent);

    /// <summary>The attribute whose record is a row of a ledger; null without one.</summary>
    public StageAttribute? Ledger => Idempotent is { IsLedger: true } ledger ? ledger : null;

    /// <summary>The method, or null if none of the attributes is on it.</summary>
    public static AnnotatedMethod? TryCreate(IMethodSymbol method, Compilation compilation, Findings findings)
    {
        var definition = method.PartialDefinitionPart ?? method;
        var attributes = AttributesOf(definition);
        return attributes.Count == 0 ? null : new AnnotatedMethod(definition, attributes, compilation, findings);
    }

    /// <summary>The attributes of both parts of a method, in the order of nesting; limits in declared order.</summary>
    public static IReadOnlyList<StageAttribute> AttributesOf(IMethodSymbol definition)
    {
        var data = definition.GetAttributes();
        if (definition.PartialImplementationPart is { } implementation)
            data = data.AddRange(implementation.GetAttributes().Where(a => !data.Any(d => d.ApplicationSyntaxReference == a.ApplicationSyntaxReference)));

        var found = new List<StageAttribute>();
        foreach (var attribute in data)
        {
            // Only limits and invalidations may be several; for the others the compiler reports an error.
            if (KindOf(attribute.AttributeClass) is { } kind && (kind is StageKind.RateLimited or StageKind.Invalidates || !found.Any(f => f.Kind == kind)))
                found.Add(new StageAttribute(kind, attribute));
        }

        return [.. found.OrderBy(static a => a.Kind)];
    }

    public static StageKind? KindOf(INamedTypeSymbol? attribute) => attribute?.Name switch
    {
        "CachedAttribute" when attribute.IsKv("CachedAttribute") => StageKind.Cached,
        "IdempotentAttribute" when attribute.IsKv("IdempotentAttribute") => StageKind.Idempotent,
        "RateLimitedAttribute" when attribute.IsKv("RateLimitedAttribute") => StageKind.RateLimited,
        "CacheTagAttribute" when attribute.IsKv("CacheTagAttribute") => StageKind.Tag,
        "InvalidatesAttribute" when attribute.IsKv("InvalidatesAttribute") || attribute.IsKv("InvalidatesAttribute`1") => StageKind.Invalidates,
        _ => null,
    };
}

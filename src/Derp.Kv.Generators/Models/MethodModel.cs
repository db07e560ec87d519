using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>An annotated method and all that is generated for it.</summary>
/// <param name="Type">The containing type.</param>
/// <param name="Identity">Name and parameter types; unique in the type, and the order of emission.</param>
/// <param name="Body">The annotated method.</param>
/// <param name="Wrapper">What callers call.</param>
/// <param name="Invalidate">Null unless the method is cached.</param>
/// <param name="KeyOf">Null where <paramref name="Invalidate"/> is.</param>
/// <param name="Client">The expression for the client in the wrapper; empty if no stage needs one.</param>
/// <param name="InvalidateClient">The same among the other parameters of <paramref name="Invalidate"/>.</param>
/// <param name="Holder">The nested class that holds descriptors and keys.</param>
/// <param name="Stages">From the outermost inwards; at least one.</param>
/// <param name="SuppressedWarnings">Ids that obsolete and experimental types and members would cause.</param>
/// <param name="Aliases">Aliases of references that <c>global::</c> does not reach; the file declares those it uses.</param>
internal sealed record MethodModel(
    TypeModel Type,
    string Identity,
    BodyModel Body,
    SignatureModel Wrapper,
    SignatureModel? Invalidate,
    SignatureModel? KeyOf,
    string Client,
    string InvalidateClient,
    HolderModel Holder,
    EquatableArray<StageModel> Stages,
    EquatableArray<string> SuppressedWarnings,
    EquatableArray<string> Aliases)
{
    /// <summary>How many stages the wrapper calls itself: all limits together, else the outermost.</summary>
    public int OuterStages => Math.Max(1, Stages.Count(static s => s.Kind == StageKind.RateLimited));

    /// <summary>The expression for the ledger in the wrapper; empty without one.</summary>
    public string Ledger { get; init; } = "";

    /// <summary>Not null for a cached method with an <c>[Each]</c> parameter.</summary>
    public BatchModel? Batch { get; init; }

    /// <summary>The declared method that looks for a value and never runs the body; null for none.</summary>
    public SignatureModel? Look { get; init; }

    /// <summary>The client among the parameters of <see cref="Look"/>.</summary>
    public string LookClient { get; init; } = "";

    /// <summary>Where the body finds an instance of its own to be refreshed on; null if it needs none.</summary>
    public ScopeModel? Scope { get; init; }

    /// <summary>What the keys read from the instance.</summary>
    public EquatableArray<InstanceValue> Values { get; init; }

    /// <summary>What the assembly's manifest tells of the method; nothing of a refused one.</summary>
    public EquatableArray<ManifestEntry> Manifest { get; init; }

    /// <summary>Not null for a refused method, of which only the heads are generated: it has no stages and no client.</summary>
    public RefusalModel? Refusal { get; init; }
}

/// <summary>The annotated method as it is called.</summary>
/// <param name="Name">Escaped, with type arguments.</param>
/// <param name="IsStatic">Whether it needs no instance.</param>
/// <param name="Returns">What it returns.</param>
/// <param name="ResultType">The result, with annotations; null if there is none.</param>
internal sealed record BodyModel(string Name, bool IsStatic, ReturnKind Returns, string? ResultType)
{
    /// <summary>Whether its result may be readable only once, and is stored: it is copied to a list first.</summary>
    public bool KeepsSequence { get; init; }

    /// <summary>Whether it returns its result as a <c>Cacheable</c>.</summary>
    public bool Decides { get; init; }

    /// <summary>The ordinal of the parameter for the value of before, which the wrapper does not have; null for none.</summary>
    public int? Previous { get; init; }

    /// <summary>The ordinal of the parameter for the ledger's transaction, which the wrapper does not have; null for none.</summary>
    public int? Transaction { get; init; }

    /// <summary>Whether the result has annotations that a generic method would not keep.</summary>
    public bool NeedsForgiving { get; init; }
}

/// <summary>
/// The nested class of a method's descriptors. A class of its own is initialized at the first call. So a wrapper works
/// in a static initializer of its type too, and a generic method has one descriptor for each closed form.
/// </summary>
/// <param name="Name">Unique in the containing type; no generated name clashes with the user's.</param>
/// <param name="TypeParameters">Those of the method, with brackets, or empty.</param>
/// <param name="Constraints">One clause per item.</param>
internal sealed record HolderModel(string Name, string TypeParameters, EquatableArray<string> Constraints);

internal enum ReturnKind
{
    Task,
    TaskOfResult,
    ValueTask,
    ValueTaskOfResult,
}

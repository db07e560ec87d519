using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static Derp.Kv.Generators.Diagnostics.DescriptorFactory;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>Everything that the analyzers report. A method that is reported as an error gets no wrapper.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor Placement = Create(
        "DKV0001", "The method cannot have a wrapper", "'{0}' cannot have a wrapper: {1}");

    public static readonly DiagnosticDescriptor NotPartial = Create(
        "DKV0002", "A containing type is not partial", "'{0}' must be partial, so that the wrapper of '{1}' can be added to it");

    public static readonly DiagnosticDescriptor BodyName = Create(
        "DKV0003", "The wrapper has no name", "'{0}' must end in 'Core' or 'CoreAsync', so that the wrapper can have the name without it, or the attribute must set Name");

    public static readonly DiagnosticDescriptor WrapperName = Create(
        "DKV0004", "The wrapper's name cannot be used", "The wrapper's name '{0}' cannot be used: {1}");

    public static readonly DiagnosticDescriptor NameTaken = Create(
        "DKV0005", "The generated method's name is taken", "'{0}' cannot be generated: {1}");

    public static readonly DiagnosticDescriptor ReturnType = Create(
        "DKV0006", "The return type is not a task", "'{0}' returns '{1}', but a wrapper needs Task, Task<T>, ValueTask or ValueTask<T>");

    public static readonly DiagnosticDescriptor NoResult = Create(
        "DKV0007", "A cached method has no result", "'{0}' is [Cached], but has no result to cache; return Task<T> or ValueTask<T>");

    public static readonly DiagnosticDescriptor Parameter = Create(
        "DKV0008", "A parameter cannot be passed on", "Parameter '{0}' cannot be passed on by a wrapper: {1}");

    public static readonly DiagnosticDescriptor TwoTokens = Create(
        "DKV0009", "There are two cancellation tokens", "'{0}' has more than one CancellationToken; a wrapper can pass on one");

    public static readonly DiagnosticDescriptor NoClient = Create(
        "DKV0010", "There is no client", "'{0}' needs a {1} of type KvClient in '{2}'");

    public static readonly DiagnosticDescriptor ManyClients = Create(
        "DKV0011", "There is more than one client", "'{0}' has more than one {1} of type KvClient: {2}; choose with Client = nameof({3})");

    public static readonly DiagnosticDescriptor ClientUnusable = Create(
        "DKV0012", "The client cannot be used", "'{0}' cannot be the {1}: {2}");

    public static readonly DiagnosticDescriptor ClientParameterStored = Create(
        "DKV0013", "A captured parameter is also stored", "Parameter '{0}' would be captured by the wrapper, but also {1}, so that there would be two copies; {2}");

    public static readonly DiagnosticDescriptor TemplateSyntax = Create(
        "DKV0014", "The key template is not valid", "The key template {0}");

    public static readonly DiagnosticDescriptor TemplateName = Create(
        "DKV0015", "The key template names an unknown value", "{0} in the key template: {1}");

    public static readonly DiagnosticDescriptor Unkeyable = Create(
        "DKV0016", "A type cannot be part of a key", "'{0}' of type '{1}' cannot be part of a key: {2}");

    public static readonly DiagnosticDescriptor RunTogether = Create(
        "DKV0017", "Two placeholders can run together", "{0} and {1} can run together, so that different arguments would have one key; put text between them that neither can contain, such as ':'");

    public static readonly DiagnosticDescriptor LeftOut = Create(
        "DKV0018", "The key leaves out a parameter", "The key template leaves out '{0}', so that calls that differ in it would share one value; {1}");

    public static readonly DiagnosticDescriptor BadDuration = Create(
        "DKV0019", "The duration is not valid", "{0} = \"{1}\" {2}");

    public static readonly DiagnosticDescriptor BadJitter = Create(
        "DKV0020", "The jitter is not valid", "Jitter = \"{0}\" must be a whole percentage from \"0%\" to \"100%\"");

    public static readonly DiagnosticDescriptor OutOfRange = Create(
        "DKV0021", "The setting is out of its range", "{0} = {1} must be {2}");

    public static readonly DiagnosticDescriptor SerializerType = Create(
        "DKV0022", "The serializer does not fit", "'{0}' cannot be the serializer: {1}");

    public static readonly DiagnosticDescriptor Unserializable = Create(
        "DKV0023", "A type cannot be serialized", "{0}");

    public static readonly DiagnosticDescriptor LanguageVersion = Create(
        "DKV0024", "The language version is too old", "Wrappers need C# 12 or later; set LangVersion to 12 or remove it");

    public static readonly DiagnosticDescriptor KeysMeet = Create(
        "DKV0025", "Two methods can have the same key", "'{0}' and '{1}' can have the same key, so that one could get the other's {2}; begin their templates differently{3}", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor DeclarationDiffers = Create(
        "DKV0026", "The declared wrapper differs from the body", "'{0}' is declared, but cannot be implemented: {1}");

    public static readonly DiagnosticDescriptor HiddenState = Create(
        "DKV0027", "A type keeps state that is not serialized", "{0}");

    public static readonly DiagnosticDescriptor ReadOnce = Create(
        "DKV0028", "A sequence may be readable only once", "{0} is of type '{1}', which may be readable only once: after {2} has read it, the body could find it empty; take {3}");

    public static readonly DiagnosticDescriptor NullableKey = CreateWarning(
        "DKV0029", "The key of an idempotent method may be null", "'{0}' may be null, and a call of '{1}' with a null key is rejected; make it non-nullable");

    public static readonly DiagnosticDescriptor Overridable = Create(
        "DKV0030", "A body can be overridden", "'{0}' {1}, so that two types would get each other's values; {2}");

    public static readonly DiagnosticDescriptor StoredName = Create(
        "DKV0031", "A stored name cannot be used", "\"{0}\" cannot be the stored name of '{1}': {2}", WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor RepeatedLimit = Create(
        "DKV0032", "A method has the same limit twice", "'{0}' has the limit \"{1}\" twice{2}");

    public static readonly DiagnosticDescriptor NearRange = Create(
        "DKV0033", "Near is too short or too long", "Near = \"{0}\" {1}");

    public static readonly DiagnosticDescriptor NotShared = Create(
        "DKV0034", "Callers do not share a near result", "Near results of '{0}' are {1} for each caller, because '{2}' {3}; {4}", DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor NotImmutable = Create(
        "DKV0035", "A type that is said to be immutable can change", "'{0}' {1}; change that, or remove {2}");

    public static readonly DiagnosticDescriptor SharingDiffers = Create(
        "DKV0036", "Another generator made a shared result changeable", "Callers of '{0}' would share what can change, because another generator adds to the result: '{1}' {2}; {3}");

    public static readonly DiagnosticDescriptor TagMethod = Create(
        "DKV0038", "A tag's method cannot be implemented", "'{0}' cannot be the method of a tag: {1}");

    public static readonly DiagnosticDescriptor UnknownTag = Create(
        "DKV0039", "A cached method names an unknown tag", "'{0}' cannot be a tag: {1}");

    public static readonly DiagnosticDescriptor TagParameter = Create(
        "DKV0040", "A cached method cannot have a tag", "'{0}' cannot have the tag '{1}': {2}");

    public static readonly DiagnosticDescriptor TagTwice = Create(
        "DKV0041", "A cached method has a tag twice or too many", "'{0}' {1}");

    public static readonly DiagnosticDescriptor UnknownTarget = Create(
        "DKV0042", "[Invalidates] names an unknown method", "'{0}' cannot be invalidated: {1}");

    public static readonly DiagnosticDescriptor UnmatchedKey = Create(
        "DKV0043", "[Invalidates] leaves a parameter of the key open", "Nothing in '{0}' is the parameter '{1}' of type '{2}' of the key of '{3}'; {4}");

    public static readonly DiagnosticDescriptor InvalidationPath = Create(
        "DKV0044", "A path of [Invalidates] is not valid", "\"{0}\" {1}");

    public static readonly DiagnosticDescriptor InvalidatesMisplaced = Create(
        "DKV0045", "[Invalidates] cannot be on this method", "'{0}' cannot have [Invalidates]: {1}");

    public static readonly DiagnosticDescriptor NotDeferred = CreateWarning(
        "DKV0046", "An invalidation does not wait for the transaction", "'{0}' takes the transaction '{1}', which may end after the invalidation, so that an old value could be stored again; take a DeferredInvalidations and flush it after the commit");

    public static readonly DiagnosticDescriptor PermitBatchAlgorithm = Create(
        "DKV0047", "PermitBatch needs a fixed window", "'{0}' cannot have PermitBatch with {1}: permits can be taken in advance only from a FixedWindow, which ends for all of them at once");

    public static readonly DiagnosticDescriptor PermitBatchOfSeveral = Create(
        "DKV0048", "PermitBatch needs a method with one limit", "'{0}' has several limits, which are asked together, and cannot have PermitBatch");

    public static readonly DiagnosticDescriptor BodyUsed = CreateWarning(
        "DKV0050", "A body is used without its wrapper", "'{0}' is used without its wrapper, and so without {1}; use '{2}'");

    public static readonly DiagnosticDescriptor BodyNotPrivate = CreateWarning(
        "DKV0051", "A body is not private", "'{0}' should be {1}, so that other types cannot bypass its wrapper '{2}'");

    public static readonly DiagnosticDescriptor UnnamedRead = CreateWarning(
        "DKV0052", "A cached body reads a value that its key does not name", "'{0}' reads {1}, which its key does not name, so that one caller could get another caller's value; {2}, or mark it [NotKey]");

    public static readonly DiagnosticDescriptor EachParameter = Create(
        "DKV0053", "A parameter cannot be [Each]", "'{0}' cannot be [Each]: {1}");

    public static readonly DiagnosticDescriptor EachItem = Create(
        "DKV0054", "Items cannot be told apart as their keys are", "The items of '{0}' are of type '{1}', which cannot be [Each]: {2}");

    public static readonly DiagnosticDescriptor EachTemplate = Create(
        "DKV0055", "The template does not name an item as a whole", "{0} in the key template: {1}");

    public static readonly DiagnosticDescriptor BatchResult = Create(
        "DKV0056", "The result does not fit a batch", "'{0}' returns '{1}', but {2}");

    public static readonly DiagnosticDescriptor SharesWith = Create(
        "DKV0057", "Entries cannot be shared", "'{0}' cannot share the entries of '{1}': {2}");

    public static readonly DiagnosticDescriptor BatchSetting = Create(
        "DKV0058", "A setting needs an [Each] parameter", "{0} has no effect: '{1}' has no [Each] parameter");

    public static readonly DiagnosticDescriptor EachWithoutCache = Create(
        "DKV0059", "[Each] needs [Cached]", "[Each] on '{0}' has no effect: {1}");

    public static readonly DiagnosticDescriptor EachWithIdempotent = Create(
        "DKV0060", "A batch cannot be idempotent", "'{0}' has an [Each] parameter and is [Idempotent], but the result of an idempotent call is one; move [Idempotent] to a method that calls the wrapper");

    public static readonly DiagnosticDescriptor Internal = Create(
        "DKV0099", "The generator failed", "'{0}' could not be read: {1}; this is an error of Derp.Kv, please report it");

    /// <summary>Why a method gets no wrapper.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Refusals =
    [
        Placement,
        NotPartial,
        BodyName,
        WrapperName,
        NameTaken,
        ReturnType,
        NoResult,
        Parameter,
        TwoTokens,
        NoClient,
        ManyClients,
        ClientUnusable,
        ClientParameterStored,
        TemplateSyntax,
        TemplateName,
        Unkeyable,
        RunTogether,
        LeftOut,
        BadDuration,
        BadJitter,
        OutOfRange,
        SerializerType,
        Unserializable,
        LanguageVersion,
        KeysMeet,
        DeclarationDiffers,
        HiddenState,
        ReadOnce,
        Overridable,
        RepeatedLimit,
        NearRange,
        NotImmutable,
        EachParameter,
        EachItem,
        EachTemplate,
        BatchResult,
        SharesWith,
        BatchSetting,
        EachWithoutCache,
        EachWithIdempotent,
        TagMethod,
        UnknownTag,
        TagParameter,
        TagTwice,
        UnknownTarget,
        UnmatchedKey,
        InvalidationPath,
        InvalidatesMisplaced,
        PermitBatchAlgorithm,
        PermitBatchOfSeveral,
        .. FreshnessDescriptors.All,
        .. LedgerDescriptors.Refusals,
        Internal,
    ];

    /// <summary>Reported for a method that still gets its wrapper.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Advice = [NullableKey, NotShared, NotDeferred];

    /// <summary>Reported for a generated method that proves to be wrong in what the generator does not see: the output of other generators, and bodies.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Proofs = [SharingDiffers, LedgerDescriptors.Unused];

    public static readonly ImmutableArray<DiagnosticDescriptor> All = [.. Refusals, .. Advice, .. Proofs, StoredName, BodyUsed, BodyNotPrivate, UnnamedRead];
}

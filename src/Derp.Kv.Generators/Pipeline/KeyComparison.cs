using System.Collections.Concurrent;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>
/// Compares the keys of all methods of a compilation, space by space: two methods that could write one key would get
/// each other's values (K2, R12).
/// </summary>
internal sealed class KeyComparison
{
    private readonly ConcurrentBag<Entry> _entries = [];

    private sealed record Entry(IMethodSymbol Body, StageAttribute Attribute, int Number, string Method, Location? Location, IReadOnlyList<KeyPiece> Pieces)
    {
        public StageKind Kind => Attribute.Kind;

        public int TypeParameters { get; } = TypeParametersInScope(Body);
    }

    public void Add(IMethodSymbol symbol, Compilation compilation)
    {
        if (AnnotatedMethod.TryCreate(symbol, compilation, Findings.Discard()) is not { } method
            || WrapperNames.Of(method.Symbol, method.Attributes) is not { } name)
            return;
        for (var i = 0; i < method.Attributes.Count; i++)
        {
            var attribute = method.Attributes[i];
            if (attribute.Kind == StageKind.Invalidates)
                continue;
            var key = KeyParser.Parse(method, attribute, name);
            _entries.Add(new Entry(
                method.Symbol,
                attribute,
                i,
                $"{IdentityText.Of(method.Type)}.{IdentityText.Of(name, method.Symbol.Parameters)}",
                attribute.At("Key").Locate(),
                key.Pieces));
        }
    }

    public void Report(CompilationAnalysisContext context)
    {
        // Partial methods are seen in both parts; the order is that of names, not of threads.
        var entries = _entries
            .GroupBy(static e => (e.Kind, e.Method, Signature: IdentityText.Signature(e.Body), e.Number))
            .OrderBy(static g => g.Key.Method, StringComparer.Ordinal)
            .ThenBy(static g => g.Key.Signature, StringComparer.Ordinal)
            .ThenBy(static g => g.Key.Number)
            .Select(static g => g.First())
            .ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                if (CanMeet(entries[j], entries[i]))
                    context.ReportDiagnostic(Diagnostic.Create(Descriptors.KeysMeet, entries[i].Location, entries[j].Method, entries[i].Method, What(entries[i].Kind), Remedy(entries[j], entries[i])));
            }
        }
    }

    // Limits of one method count apart by their number; two that are one are DKV0032.
    // The suffixes for types and versions cannot be written by an argument: keys with different ones are never equal.
    private static bool CanMeet(Entry a, Entry b) =>
        a.Kind == b.Kind
        && !SymbolEqualityComparer.Default.Equals(a.Body, b.Body)
        && a.Attribute.Get("Version", 0) == b.Attribute.Get("Version", 0)
        && a.TypeParameters == b.TypeParameters
        && !(IsShared(a) && IsShared(b))
        && !(a.Kind == StageKind.Cached && SharedName.AreShared(a.Body, a.Attribute, b.Body, b.Attribute))
        && !TokenOverloads.ShareKey(a.Body, a.Attribute, b.Body, b.Attribute)
        && KeyIntersection.CanMeet(a.Pieces, b.Pieces);

    // Both ask for one counter.
    private static bool IsShared(Entry entry) => entry.Kind == StageKind.RateLimited && entry.Attribute.Get("Shared", false);

    private static string Remedy(Entry a, Entry b) => a.Kind switch
    {
        StageKind.RateLimited => ", or set Shared = true on both, which have one counter then",
        StageKind.Cached when SymbolEqualityComparer.Default.Equals(a.Body.ContainingType, b.Body.ContainingType) && IsBatch(a) != IsBatch(b) =>
            $", or set SharesWith = nameof({WrapperNames.Of((IsBatch(a) ? b : a).Body, [(IsBatch(a) ? b : a).Attribute])}), so that they have one set of entries",
        _ => "",
    };

    private static bool IsBatch(Entry entry) => EachParameter.Of(entry.Body, [entry.Attribute]) is not null;

    private static int TypeParametersInScope(IMethodSymbol method)
    {
        var count = method.Arity;
        for (var t = method.ContainingType; t is not null; t = t.ContainingType)
            count += t.Arity;
        return count;
    }

    private static string What(StageKind kind) => kind switch
    {
        StageKind.Cached => "value",
        StageKind.Idempotent => "result",
        StageKind.Tag => "invalidations",
        _ => "count",
    };
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>What the cached bodies of one compilation read, and whether their keys name it.</summary>
internal sealed class UnnamedReads(Compilation compilation)
{
    // One search through a type for each of its members, not for each read.
    private readonly ConcurrentDictionary<ISymbol, bool> _given = new(SymbolEqualityComparer.Default);

    public void Analyze(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
            return;
        var body = method.PartialDefinitionPart ?? method;
        if (AnnotatedMethod.AttributesOf(body).FirstOrDefault(static a => a.Kind == StageKind.Cached) is not { IsComplete: true } cached)
            return;
        var named = InstancePlaceholders.Of(body, cached).ToList();
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var step in BodyInSight.Of(context.OperationBlocks, context.CancellationToken))
        {
            if (FindingOf(step, named, context.CancellationToken) is { } finding && reported.Add(finding.What))
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.UnnamedRead,
                    OperationName.Of(step.Origin).GetLocation(),
                    finding.Path is null ? ImmutableDictionary<string, string?>.Empty : Hint.Path([finding.Path]).ToProperties(),
                    body.Name,
                    finding.What,
                    finding.Path is null || cached.Template is null ? "name a value in the template that tells callers apart" : $"add {{{finding.Path}}} to the template"));
        }
    }

    private sealed record Finding(string What, string? Path);

    private Finding? FindingOf(BodyInSight.Step step, List<string[]> named, CancellationToken ct)
    {
        if (step.Operation is not (IPropertyReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation) || OperationUse.IsNoAnswer(step.Operation))
            return null;
        var path = ReadPath.Of(step.Operation);
        if (path?.Members.Take(path.Members.Count - 1).Any(Asker.IsAsker) == true)
            return null;
        var asker = Asker.ReadBy(step.Operation, path is not null);
        if (asker is null && (path is null || path.IsPartOfAnother(step.Operation, compilation) || !CallersDiffer(path, ct)))
            return null;

        // What leads to the read may have a name of its own: a property that computes it.
        var leading = ReadPath.Of(step.Origin);
        if (IsNamed(path, named) || IsNamed(leading, named) || (asker is not null && NamesAsker(named)) || IsExcluded(path) || IsExcluded(leading))
            return null;
        var best = leading?.Type.IsKeyable(compilation) == true ? leading : path?.Type.IsKeyable(compilation) == true ? path : null;
        return best is null ? new Finding($"'{asker ?? path!.Text}'", null) : new Finding($"'{best.Text}'", best.Text);
    }

    private static bool IsNamed(ReadPath? path, List<string[]> named) => path is not null && named.Any(n => n[0] == path.Root.Name);

    private static bool NamesAsker(List<string[]> named) => named.Any(static n => n.Any(NameWords.IsAsker));

    private static bool IsExcluded(ReadPath? path) => path is not null && path.Members.Any(static m => m.HasAttribute("NotKeyAttribute"));

    private bool CallersDiffer(ReadPath path, CancellationToken ct)
    {
        if (!path.Type.IsKeyable(compilation)
            || path.Members.Any(static m => NameWords.IsSetting(m.Name) || (ReadPath.TypeOf(m) is { } type && (NameWords.IsSetting(type.Name) || type.Is("System", "TimeSpan")))))
            return false;
        return path.Members.Count == 1
            ? IsStored(path.Root) && IsGiven(path.Root, ct)
            : SaysWhoAsks(path) && (!IsStored(path.Root) || IsGiven(path.Root, ct));
    }

    private bool IsGiven(ISymbol member, CancellationToken ct) => _given.GetOrAdd(member, m => MemberOrigin.IsGiven(m, compilation, ct));

    // Of an object that is data, or whose name tells that it describes a caller; not of a service.
    private static bool SaysWhoAsks(ReadPath path)
    {
        var type = ReadPath.TypeOf(path.Root)!;
        if (type.IsService())
            return false;
        return (type.IsRecord || (type.IsValueType && type.TypeKind == TypeKind.Struct))
            || NameWords.IsAsker(type.Name)
            || NameWords.IsAsker(path.Root.Name)
            || path.Members.Skip(1).Any(static m => NameWords.IsCurrent(m.Name));
    }

    // If the code of a property is in sight, its reads count instead.
    private static bool IsStored(ISymbol member) => member is not IPropertySymbol property
        || property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
}

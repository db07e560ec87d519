using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>
/// The operations of a body, and of the type's own methods and getters that it calls, two calls deep, as far as they stand in
/// the same file. What is further away is out of sight.
/// </summary>
internal static class BodyInSight
{
    private const int Calls = 2;

    /// <param name="Operation">What is done.</param>
    /// <param name="Origin">Where in the body itself: the operation, or the one that leads to it.</param>
    internal readonly record struct Step(IOperation Operation, IOperation Origin);

    public static IEnumerable<Step> Of(ImmutableArray<IOperation> blocks, CancellationToken ct)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<(IOperation Block, IOperation? Origin, int Calls)>();
        foreach (var block in blocks)
            open.Enqueue((block, null, Calls));
        while (open.Count > 0)
        {
            var (block, origin, calls) = open.Dequeue();
            foreach (var operation in block.DescendantsAndSelf())
            {
                ct.ThrowIfCancellationRequested();
                yield return new Step(operation, origin ?? operation);
                if (calls > 0 && Own(operation) is { } called && seen.Add(called) && BlockOf(called, blocks[0], ct) is { } next)
                    open.Enqueue((next, origin ?? operation, calls - 1));
            }
        }
    }

    /// <summary>Whether the operation is the instance that the body belongs to.</summary>
    public static bool IsSelf(IOperation? instance) =>
        instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    // Another method or getter of the type.
    private static IMethodSymbol? Own(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { } method } call when IsSelf(call.Instance) || (call.Instance is null && IsOfType(method, operation)) => method,
        IPropertyReferenceOperation { Property.GetMethod: { } getter } read when IsSelf(read.Instance) => getter,
        _ => null,
    };

    private static bool IsOfType(IMethodSymbol method, IOperation operation) =>
        method.IsStatic
        && operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart)?.ContainingType is { } type
        && SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, method.ContainingType.OriginalDefinition);

    private static IOperation? BlockOf(IMethodSymbol method, IOperation body, CancellationToken ct)
    {
        foreach (var reference in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree == body.Syntax.SyntaxTree && body.SemanticModel?.GetOperation(reference.GetSyntax(ct), ct) is { } block)
                return block;
        }

        return null;
    }
}

using Derp.Kv.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>What becomes of a value that is read.</summary>
internal static class OperationUse
{
    /// <summary>Whether it is only named: in nameof nothing is read.</summary>
    public static bool IsNamed(IOperation operation) => Ancestors(operation).Any(static a => a is INameOfOperation);

    /// <summary>Whether it is written, counted, logged or thrown, so that no result is made of it.</summary>
    public static bool IsNoAnswer(IOperation operation) =>
        operation.Parent is IIncrementOrDecrementOperation
        || (operation.Parent is ISimpleAssignmentOperation assignment && assignment.Target == operation)
        || (operation.Parent is ICompoundAssignmentOperation compound && compound.Target == operation)
        || Ancestors(operation).Any(static a => a is INameOfOperation or IThrowOperation || (a is IInvocationOperation call && IsLogging(call)));

    private static bool IsLogging(IInvocationOperation call) =>
        IsLogger(call.Instance?.Type) || (call.TargetMethod is { IsExtensionMethod: true, Parameters: [var first, ..] } && IsLogger(first.Type));

    private static bool IsLogger(ITypeSymbol? type) =>
        type is not null
        && (type.Is("Microsoft.Extensions.Logging", "ILogger") || type.AllInterfaces.Any(static i => i.Is("Microsoft.Extensions.Logging", "ILogger")));

    private static IEnumerable<IOperation> Ancestors(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
            yield return parent;
    }
}

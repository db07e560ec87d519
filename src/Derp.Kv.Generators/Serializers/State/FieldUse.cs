using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Serializers.State;

/// <summary>What code does with a field.</summary>
internal enum UseKind
{
    /// <summary>It looks.</summary>
    Read,

    /// <summary>It gives the field a value that stands there: <see cref="FieldUse.Value"/>.</summary>
    Assign,

    /// <summary>The same, if the field has none yet: <c>??=</c>.</summary>
    AssignIfNull,

    /// <summary>It changes the field, or the object in it, in a way that is not followed.</summary>
    Change,
}

/// <summary>One place where code names a field.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Node">The name.</param>
/// <param name="Value">What is assigned; null otherwise.</param>
internal sealed record FieldUse(UseKind Kind, SyntaxNode Node, ExpressionSyntax? Value)
{
    // Of methods that are not known to change what they are called on, those of the framework are taken to look only.
    private static readonly string[] s_changing =
    [
        "Add", "Append", "Change", "Clear", "Decrement", "Dequeue", "Enqueue", "Fill", "Increment", "Insert", "Load", "Mark", "Move", "Next",
        "Pop", "Push", "Put", "Record", "Register", "Remove", "Replace", "Reset", "Reverse", "Set", "Sort", "Start", "Stop", "Swap", "Take",
        "Try", "Union", "Except", "Intersect", "Symmetric", "Update", "Write",
    ];

    private static readonly string[] s_looking =
        ["Get", "Is", "Has", "Can", "To", "TryGet", "TryPeek", "Contains", "Find", "Equals", "Compare", "Format", "As", "Peek", "Count", "Any", "All", "First", "Last", "Select", "Where", "Match"];

    public static FieldUse Of(SimpleNameSyntax name, SemanticModel model, CancellationToken ct)
    {
        var node = Whole(name);
        switch (node.Parent)
        {
            case AssignmentExpressionSyntax assignment when assignment.Left == node:
                return assignment.Kind() switch
                {
                    SyntaxKind.SimpleAssignmentExpression => new FieldUse(UseKind.Assign, name, assignment.Right),
                    SyntaxKind.CoalesceAssignmentExpression => new FieldUse(UseKind.AssignIfNull, name, assignment.Right),
                    _ => new FieldUse(UseKind.Change, name, null),
                };
            case ArgumentSyntax { RefOrOutKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } or RefExpressionSyntax:
                return new FieldUse(UseKind.Change, name, null);
            case ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax both } tuple } argument when both.Left == tuple:
                return both.Right is TupleExpressionSyntax values && values.Arguments.Count == tuple.Arguments.Count
                    ? new FieldUse(UseKind.Assign, name, values.Arguments[tuple.Arguments.IndexOf(argument)].Expression)
                    : new FieldUse(UseKind.Change, name, null);
        }

        return new FieldUse(Changes(node, model, ct) ? UseKind.Change : UseKind.Read, name, null);
    }

    /// <summary>The name with what it is a member of, and what stands around it without effect.</summary>
    private static ExpressionSyntax Whole(SimpleNameSyntax name)
    {
        ExpressionSyntax node = name;
        while (true)
        {
            if (node.Parent is MemberAccessExpressionSyntax access && access.Name == node)
                node = access;
            else if (node.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
                node = (ExpressionSyntax)node.Parent;
            else
                return node;
        }
    }

    // From the field outwards: x.A.B[i].Add(…) changes what x holds.
    private static bool Changes(ExpressionSyntax field, SemanticModel model, CancellationToken ct)
    {
        for (SyntaxNode node = field; node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case AssignmentExpressionSyntax assignment when assignment.Left == node:
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression }:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression }:
                    return true;
                case InvocationExpressionSyntax call when call.Expression == node:
                    if (node != field && MayChange(call, model, ct))
                        return true;
                    // The result of a call is another object.
                    return false;
                case MemberAccessExpressionSyntax access when access.Expression == node:
                case ElementAccessExpressionSyntax element when element.Expression == node:
                case ConditionalAccessExpressionSyntax conditional when conditional.Expression == node && !ChangesWhenNotNull(conditional, model, ct):
                case ParenthesizedExpressionSyntax:
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    continue;
                case ConditionalAccessExpressionSyntax conditional when conditional.Expression == node:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool ChangesWhenNotNull(ConditionalAccessExpressionSyntax conditional, SemanticModel model, CancellationToken ct) =>
        conditional.WhenNotNull.DescendantNodesAndSelf().Any(n => n switch
        {
            AssignmentExpressionSyntax => true,
            InvocationExpressionSyntax call => MayChange(call, model, ct),
            _ => false,
        });

    private static bool MayChange(InvocationExpressionSyntax call, SemanticModel model, CancellationToken ct)
    {
        if (model.GetSymbolInfo(call, ct).Symbol is not IMethodSymbol method)
            return true;
        // What a log keeps is not part of the object.
        if (method.ContainingType is { Name: "Logger" or "ILogger" or "ILog" or "LoggerExtensions" or "ILoggerFactory" })
            return false;
        if (method.IsExtensionMethod && method.ContainingNamespace?.ToDisplayString() == "System.Linq")
            return false;
        if (method.ContainingType is { IsReadOnly: true } or { IsRecord: true } or { SpecialType: SpecialType.System_String } or { TypeKind: TypeKind.Delegate })
            return false;
        if (s_looking.Any(p => method.Name.StartsWith(p, StringComparison.Ordinal)))
            return false;
        var space = method.ContainingNamespace?.ToDisplayString() ?? "";
        // Immutable and frozen collections answer with another object.
        if (space is "System.Collections.Immutable" or "System.Collections.Frozen" or "System.Threading")
            return false;
        return s_changing.Any(p => method.Name.StartsWith(p, StringComparison.Ordinal))
            || !(space == "System" || space.StartsWith("System.", StringComparison.Ordinal));
    }
}

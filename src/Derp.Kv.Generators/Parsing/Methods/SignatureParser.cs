using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Freshness;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>What the body takes and returns: only what a wrapper can pass on.</summary>
internal static class SignatureParser
{
    /// <summary>Whether a head of this signature can be generated, whatever else is refused.</summary>
    public static bool Parse(AnnotatedMethod method)
    {
        var isSound = ParseReturnType(method);
        foreach (var parameter in method.Symbol.Parameters)
            isSound &= CheckParameter(method, parameter);
        if (method.Symbol.Parameters.Count(p => p.Type.IsCancellationToken()) <= 1)
            return isSound && !method.Symbol.TypeParameters.Any(static p => p.ConstraintTypes.Any(static c => c.HasError()));
        method.Findings.Add(Descriptors.TwoTokens, method.Name, method.Symbol.Name);
        return false;
    }

    private static bool ParseReturnType(AnnotatedMethod method)
    {
        var type = method.Symbol.ReturnType;
        if (type.HasError())
        {
            method.Findings.RefuseSilently();
            return false;
        }

        const string ns = "System.Threading.Tasks";
        ReturnKind? kind = type switch
        {
            _ when method.Symbol.RefKind != RefKind.None => null,
            _ when type.Is(ns, "Task") => ReturnKind.Task,
            _ when type.Is(ns, "ValueTask") => ReturnKind.ValueTask,
            _ when type.Is(ns, "Task`1") => ReturnKind.TaskOfResult,
            _ when type.Is(ns, "ValueTask`1") => ReturnKind.ValueTaskOfResult,
            _ => null,
        };
        if (kind is not { } returns)
        {
            method.Findings.Add(Descriptors.ReturnType, method.Name, method.Symbol.Name, Shown(method.Symbol));
            return false;
        }

        method.Returns = returns;
        method.Result = returns is ReturnKind.TaskOfResult or ReturnKind.ValueTaskOfResult ? ((INamedTypeSymbol)type).TypeArguments[0] : null;
        if (method.Result is { } result)
            (method.Result, method.Decides) = PlainResult.Parse(method, result);
        else if (method.Cached is not null)
            method.Findings.Add(Descriptors.NoResult, method.Name, method.Symbol.Name);
        if (method.Result?.Any(static t => t.TypeKind == TypeKind.Dynamic) != true)
            return true;
        method.Findings.Add(Descriptors.ReturnType, method.Name, method.Symbol.Name, "dynamic in a task");
        return false;
    }

    // The message names async void in full: a caller could neither wait for it nor see it fail.
    private static string Shown(IMethodSymbol method) =>
        (method is { IsAsync: true, ReturnsVoid: true } ? "async " : "") + method.ReturnType.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static bool CheckParameter(AnnotatedMethod method, IParameterSymbol parameter)
    {
        if (parameter.Type.HasError())
        {
            method.Findings.RefuseSilently();
            return false;
        }

        var reason = parameter switch
        {
            { RefKind: RefKind.Ref or RefKind.Out or RefKind.In or RefKind.RefReadOnlyParameter } =>
                $"it is passed by reference ({RefText(parameter.RefKind)}), which a task cannot keep",
            { Type.IsRefLikeType: true } => "its type is a ref struct, which a task cannot keep",
            _ when parameter.Type is ITypeParameterSymbol { AllowsRefLikeType: true } => "its type may be a ref struct, which a task cannot keep",
            _ when parameter.Type.Any(static t => t.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer) => "its type is a pointer",
            _ when parameter.Type.Any(static t => t.TypeKind == TypeKind.Dynamic) => "its type is dynamic, so the type of its value is not known at compile time",
            _ => null,
        };
        if (reason is not null)
            method.Findings.Add(Descriptors.Parameter, Place.Of(parameter), parameter.Name, reason);
        return reason is null;
    }

    private static string RefText(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref",
        RefKind.Out => "out",
        RefKind.In => "in",
        _ => "ref readonly",
    };
}

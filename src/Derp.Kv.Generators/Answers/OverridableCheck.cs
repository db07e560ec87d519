using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Answers;

/// <summary>
/// The other half of the rule on overrides (K10): a body that cannot be overridden itself, but reaches members of its own
/// instance that can. Only an analyzer looks into bodies.
/// </summary>
internal static class OverridableCheck
{
    // What they do is no part of a result.
    private static readonly (string Namespace, string Name)[] s_bystanders =
    [
        ("Derp.Kv", "KvClient"),
        ("Microsoft.Extensions.Logging", "ILogger"),
        ("Microsoft.Extensions.Logging", "ILoggerFactory"),
        ("System", "TimeProvider"),
    ];

    public static void Analyze(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is not IMethodSymbol { IsStatic: false, ContainingType: { IsSealed: false, IsStatic: false } type } method)
            return;
        var body = method.PartialDefinitionPart ?? method;
        var attributes = AnnotatedMethod.AttributesOf(body);
        if (attributes.Count == 0
            || !attributes.All(static a => a.IsComplete)
            || OverridableParser.CanBeOverridden(body, type)
            || OverridableParser.KeysTellApart(body, attributes))
            return;
        foreach (var step in BodyInSight.Of(context.OperationBlocks, context.CancellationToken))
        {
            if (Reached(step.Operation) is not { } member || !CanBeReplaced(member, type))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Overridable,
                OperationName.Of(step.Origin).GetLocation(),
                body.Name,
                $"reaches '{member.Name}', which can be overridden",
                OverridableParser.Remedy(type)));
            return;
        }
    }

    // A call through base always calls the base's method.
    private static ISymbol? Reached(IOperation operation) => operation switch
    {
        IInvocationOperation { IsVirtual: true } call when BodyInSight.IsSelf(call.Instance) => call.TargetMethod,
        IMethodReferenceOperation { IsVirtual: true } group when BodyInSight.IsSelf(group.Instance) => group.Method,
        IPropertyReferenceOperation { Instance.Syntax: not Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax } read
            when BodyInSight.IsSelf(read.Instance) && !OperationUse.IsNamed(read) && !IsBystander(read.Type) => read.Property,
        _ => null,
    };

    // What the framework lets be overridden, such as ToString or the results of a controller, is rarely part of a result.
    private static bool CanBeReplaced(ISymbol member, INamedTypeSymbol type) =>
        OverridableParser.CanBeOverridden(member, type) && !(member.Locations.All(static l => l.IsInMetadata) && IsOfFramework(member));

    private static bool IsOfFramework(ISymbol member)
    {
        var space = member.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space?.Name is "System" or "Microsoft";
    }

    private static bool IsBystander(ITypeSymbol? type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (s_bystanders.Any(b => t.Is(b.Namespace, b.Name)))
                return true;
        }

        return type?.AllInterfaces.Any(static i => s_bystanders.Any(b => i.Is(b.Namespace, b.Name))) == true;
    }
}

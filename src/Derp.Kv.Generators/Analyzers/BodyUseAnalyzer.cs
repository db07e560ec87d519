using System.Collections.Concurrent;
using System.Collections.Immutable;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Derp.Kv.Generators.Analyzers;

/// <summary>Finds calls and method groups that name a body instead of its wrapper.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BodyUseAnalyzer : DiagnosticAnalyzer
{
    private const string Library = "Derp.Kv";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.BodyUsed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // The wrapper calls the body: that is what it is for.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Reading the attributes of every method that is called would be slow; few assemblies can have bodies.
            var assemblies = new ConcurrentDictionary<IAssemblySymbol, bool>(SymbolEqualityComparer.Default);
            var wrappers = new ConcurrentDictionary<IMethodSymbol, GeneratedWrapper?>(SymbolEqualityComparer.Default);
            start.RegisterOperationAction(Analyze, OperationKind.Invocation, OperationKind.MethodReference);

            void Analyze(OperationAnalysisContext operation)
            {
                var called = operation.Operation is IInvocationOperation invocation ? invocation.TargetMethod : ((IMethodReferenceOperation)operation.Operation).Method;
                var body = Definition(called);
                if (body.ContainingAssembly is not null
                    && assemblies.GetOrAdd(body.ContainingAssembly, ReferencesLibrary)
                    && wrappers.GetOrAdd(body, GeneratedWrapper.Of) is { } found
                    && !IsLegitimate(operation, body))
                    Report(operation, found);
            }
        });
    }

    private static void Report(OperationAnalysisContext context, GeneratedWrapper found) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.BodyUsed,
            NameIn(context.Operation.Syntax).GetLocation(),
            Hint.Wrapper(found.Wrapper.Name).ToProperties(),
            found.Body.Name,
            found.Kinds,
            found.Wrapper.Name));

    // In nameof a method is no operation and never comes here.
    private static bool IsLegitimate(OperationAnalysisContext context, IMethodSymbol body) =>
        context.ContainingSymbol is IMethodSymbol caller
        && (Is(caller, body) || (Overrides(caller, body) && IsThroughBase(context.Operation)));

    private static bool Overrides(IMethodSymbol method, IMethodSymbol body)
    {
        for (var m = method.OverriddenMethod; m is not null; m = m.OverriddenMethod)
        {
            if (Is(m, body))
                return true;
        }

        return false;
    }

    private static bool IsThroughBase(IOperation operation) =>
        (operation is IInvocationOperation call ? call.Instance : ((IMethodReferenceOperation)operation).Instance)?.Syntax is BaseExpressionSyntax;

    private static bool Is(IMethodSymbol method, IMethodSymbol body) => SymbolEqualityComparer.Default.Equals(Definition(method), body);

    private static IMethodSymbol Definition(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        return definition.PartialDefinitionPart ?? definition;
    }

    private static bool ReferencesLibrary(IAssemblySymbol assembly) =>
        assembly.Modules.Any(static m => m.ReferencedAssemblies.Any(static a => a.Name == Library));

    private static SyntaxNode NameIn(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => NameIn(invocation.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => syntax,
    };
}

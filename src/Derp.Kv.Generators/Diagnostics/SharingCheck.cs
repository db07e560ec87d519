using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>
/// Proves again that callers of a method may share what the generator let them share (N7, DKV0036). Generators do not see each other's
/// output; an analyzer sees all of it, such as the part of a type that has a setter.
/// </summary>
internal static class SharingCheck
{
    /// <param name="method">The body.</param>
    /// <param name="now">The method as it reads in the whole compilation.</param>
    /// <param name="compilation">With what all generators made.</param>
    /// <param name="ct">Ends the search.</param>
    public static Diagnostic? Find(IMethodSymbol method, MethodResult now, Compilation compilation, CancellationToken ct)
    {
        var body = method.PartialDefinitionPart ?? method;
        if (now.Method.Stages.FirstOrDefault(static s => s.Kind == StageKind.Cached) is not { } stage || Descriptor(body, stage, now.Method.Batch, ct) is not { } generated)
            return null;
        if (SetsFrozen(generated) && !stage.Settings.Contains("IsFrozen = true"))
            return Differs(body, ObstacleNow(body, compilation, ct));
        if (CopyIn(generated) is not { } copy)
            return null;
        if (stage.Copy != copy)
            return Differs(body, ObstacleNow(body, compilation, ct));
        return now.Copies.FirstOrDefault(c => !IsAsGenerated(c, compilation, ct)) is { } model
            ? Differs(body, new Obstacle(model.Type.Replace("global::", ""), "has members that its generated copy does not know", "write these members yourself"))
            : null;
    }

    private static Diagnostic Differs(IMethodSymbol body, Obstacle obstacle) =>
        Diagnostic.Create(Descriptors.SharingDiffers, Place.Of(body).Locate(), body.Name, obstacle.Member, obstacle.Why, obstacle.Remedy);

    private static Obstacle ObstacleNow(IMethodSymbol body, Compilation compilation, CancellationToken ct)
    {
        var result = PlainResult.Of(BatchShape.ValueIn(((INamedTypeSymbol)body.ReturnType).TypeArguments[0], body));
        return FrozenTypes.Ask(result, compilation, ct).Obstacle ?? new Obstacle(Spot.Shown(result), "has other members now", "write these members yourself");
    }

    private static ExpressionSyntax? Descriptor(IMethodSymbol body, StageModel stage, BatchModel? batch, CancellationToken ct) =>
        body.ContainingType.GetTypeMembers(WrapperNames.Holder(body), body.Arity)
            .SelectMany(h => h.GetMembers(batch?.Entries ?? stage.Field))
            .SelectMany(static f => f.DeclaringSyntaxReferences)
            .Select(r => (r.GetSyntax(ct) as VariableDeclaratorSyntax)?.Initializer?.Value)
            .FirstOrDefault();

    private static bool SetsFrozen(ExpressionSyntax descriptor) =>
        descriptor.DescendantNodes().Any(static n => n is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "IsFrozen" } });

    private static string? CopyIn(ExpressionSyntax descriptor) =>
        descriptor is BaseObjectCreationExpressionSyntax { ArgumentList: { } list }
        && list.Arguments.FirstOrDefault(static a => a.NameColon?.Name.Identifier.ValueText == "copy")?.Expression is LambdaExpressionSyntax { ExpressionBody: { } copy }
            ? copy.ToString()
            : null;

    private static bool IsAsGenerated(CopyModel model, Compilation compilation, CancellationToken ct) =>
        compilation.Assembly.GetTypeByMetadataName($"{model.Namespace.Replace("@", "")}.{model.ClassName}")?.DeclaringSyntaxReferences is [var reference]
        && reference.SyntaxTree.GetText(ct).ToString() == CopyEmitter.Emit(model);
}

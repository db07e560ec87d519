using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Ledgers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The heads of a refused method whose name and signature are valid.</summary>
internal static class RefusedParser
{
    private static readonly string[] s_unsound = [Descriptors.NameTaken.Id, Descriptors.DeclarationDiffers.Id];

    /// <summary>Whether heads can be generated in the wrapper's place.</summary>
    public static bool CanHaveHeads(Findings findings) => !findings.Ids.Any(s_unsound.Contains);

    public static RefusalModel Parse(AnnotatedMethod method)
    {
        var id = method.Findings.Ids.FirstOrDefault();
        return new RefusalModel(
            $"'{method.Type.Name}.{method.Symbol.Name}' has no wrapper: the build reports {id ?? "an error of the compiler's"}.",
            Captured(method).ToEquatableArray());
    }

    private static IEnumerable<string> Captured(AnnotatedMethod method)
    {
        if (method.Symbol.IsStatic)
            return [];
        var named = method.Attributes
            .SelectMany(static a => a.Template is { } template && Template.TryParse(template, out var segments, out _) ? segments : [])
            .OfType<TemplateHole>()
            .Select(static h => h.Name)
            .ToList();
        return TypeMembers.Parameters(method.Type)
            .Where(p => p is { RefKind: RefKind.None, Type.IsRefLikeType: false }
                && p.Type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error)
                && (p.Type.IsKvClient() || LedgerTypes.IsLedger(p.Type) || named.Contains(p.Name))
                && PrimaryConstructor.OtherUse(method.Type, p) is null)
            .Select(static p => Display.Escape(p.Name));
    }
}

using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Batches;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>
/// The nested classes of a type's annotated methods. All are named at once, in the order of the methods' signatures, so that the transforms of two methods,
/// which do not see each other's results, agree.
/// </summary>
internal sealed class HolderNames
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, HolderNames> s_known = new();

    private readonly Dictionary<ISymbol, string> _names = new(SymbolEqualityComparer.Default);
    private readonly List<string> _taken;

    private HolderNames(INamedTypeSymbol type)
    {
        var wrappers = Sibling.Of(type).Where(static s => s.WrapperName is not null).OrderBy(static s => s.Signature, StringComparer.Ordinal).ToList();

        // Parameters and type parameters of a wrapper would hide the nested class inside it.
        _taken =
        [
            .. WrapperNames.TakenIn(type),
            .. wrappers.Select(static w => w.WrapperName!),
            .. wrappers.Select(static w => WrapperNames.Invalidate(w.WrapperName!, EachParameter.Of(w.Body, w.Attributes))),
            .. wrappers.Select(static w => WrapperNames.KeyOf(w.WrapperName!)),
            .. wrappers.Select(static w => WrapperNames.KeyOfTag(w.WrapperName!)),
            .. wrappers.SelectMany(static w => w.Body.Parameters).Select(static p => p.Name),
            .. wrappers.SelectMany(static w => w.Body.TypeParameters).Select(static p => p.Name),
        ];
        var names = new UniqueNames(_taken);
        foreach (var wrapper in wrappers)
        {
            var overloads = wrappers.Where(w => w.WrapperName == wrapper.WrapperName).Select(static w => w.Body).ToList();
            _names.Add(wrapper.Body, names.Next($"{WrapperNames.WithoutAsync(wrapper.WrapperName!)}Method{OverloadText.Of(wrapper.Body, overloads)}"));
        }
    }

    public static string Of(IMethodSymbol body)
    {
        var names = s_known.GetValue(body.ContainingType, static t => new HolderNames(t));
        return names._names.TryGetValue(body, out var name) ? name : new UniqueNames(names._taken.Concat(names._names.Values)).Next(body.Name + "Method");
    }
}

using Derp.Kv.Generators.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing;

/// <summary>Follows <c>{parameter.Property.Property}</c>. A null on the way makes the whole null.</summary>
internal static class PathParser
{
    /// <param name="Expression">With <c>?.</c> behind whatever may be null.</param>
    /// <param name="Type">Of the whole; a value type behind a <c>?.</c> is not yet wrapped in its nullable form.</param>
    /// <param name="IsConditional">Whether there is a <c>?.</c>.</param>
    internal sealed record Path(string Expression, ITypeSymbol Type, bool IsConditional);

    /// <summary>The path, or null and why.</summary>
    public static Path? Parse(AnnotatedMethod method, IParameterSymbol parameter, string[] names, out string problem)
    {
        var path = new Path(KeyFieldName.Of(parameter), parameter.Type, false);
        problem = "";
        foreach (var name in names.Skip(1))
        {
            var owner = path.Type.Underlying();
            if (Find(method, owner, name) is not { } member)
            {
                problem = $"'{owner.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}' has no readable property or field '{name}'";
                return null;
            }

            method.PathMembers.Add(member);
            var mayBeNull = !path.Type.IsValueType || path.Type.NullableArgument() is not null;
            path = new Path(
                path.Expression + (mayBeNull ? "?." : ".") + Display.Escape(name),
                member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type,
                path.IsConditional || mayBeNull);
        }

        return path;
    }

    /// <summary>What a path may go on with.</summary>
    public static IEnumerable<ISymbol> Readable(AnnotatedMethod method, ITypeSymbol owner) =>
        Hierarchy(owner).SelectMany(t => t.GetMembers()).Where(m => IsReadable(method, m));

    private static ISymbol? Find(AnnotatedMethod method, ITypeSymbol owner, string name) =>
        Hierarchy(owner).SelectMany(t => t.GetMembers(name)).FirstOrDefault(m => IsReadable(method, m));

    private static bool IsReadable(AnnotatedMethod method, ISymbol member) =>
        member is { IsStatic: false } and (IFieldSymbol or IPropertySymbol { GetMethod: not null, IsIndexer: false })
        && method.Compilation.IsSymbolAccessibleWithin(member, method.Type);

    private static IEnumerable<ITypeSymbol> Hierarchy(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
            return parameter.ConstraintTypes.SelectMany(Hierarchy);
        var own = new List<ITypeSymbol>();
        for (var t = type; t is not null; t = t.BaseType)
            own.Add(t);
        return type.TypeKind == TypeKind.Interface ? own.Concat(type.AllInterfaces) : own;
    }
}

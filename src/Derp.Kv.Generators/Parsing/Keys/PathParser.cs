using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Follows <c>{name.Property.Property}</c>. A null on the way makes the whole null.</summary>
internal static class PathParser
{
    /// <param name="Expression">With <c>?.</c> behind each part that may be null.</param>
    /// <param name="Type">Of the whole; a value type behind a <c>?.</c> is not yet wrapped in its nullable form.</param>
    /// <param name="IsConditional">Whether there is a <c>?.</c>.</param>
    /// <param name="MayBeNull">Whether the declarations on the way allow null.</param>
    internal sealed record Path(string Expression, ITypeSymbol Type, bool IsConditional, bool MayBeNull)
    {
        public static Path From(string expression, ITypeSymbol type) => new(expression, type, false, IsNullable(type));
    }

    /// <summary>The path, or null and why.</summary>
    /// <param name="method">Whose template it is.</param>
    /// <param name="root">What the first name means.</param>
    /// <param name="names">All names, the first included.</param>
    /// <param name="problem">As the end of a sentence about the placeholder.</param>
    public static Path? Parse(AnnotatedMethod method, Path root, string[] names, out string problem)
    {
        var path = root;
        problem = "";
        foreach (var name in names.Skip(1))
        {
            var owner = path.Type.Underlying();
            if (Find(method, owner, name) is not { } member)
            {
                problem = $"'{Shown(owner)}' has no readable property or field '{name}'";
                return null;
            }

            method.PathMembers.Add(member);
            var type = TypeMembers.TypeOf(member)!;
            var mayBeNull = !path.Type.IsValueType || path.Type.NullableArgument() is not null;
            if (mayBeNull && type is ITypeParameterSymbol { IsReferenceType: false, IsValueType: false })
            {
                problem = $"'{name}' is of the type parameter '{type.Name}', which has no form for null";
                return null;
            }

            path = new Path(
                path.Expression + (mayBeNull ? "?." : ".") + Display.Escape(name),
                type,
                path.IsConditional || mayBeNull,
                path.MayBeNull || IsNullable(type));
        }

        return path;
    }

    /// <summary>What a path may go on with.</summary>
    public static IEnumerable<ISymbol> Readable(AnnotatedMethod method, ITypeSymbol owner) =>
        Hierarchy(owner).SelectMany(t => t.GetMembers()).Where(m => !m.IsStatic && CanBeRead(method, m));

    /// <summary>A field or property that code of the method's type can read.</summary>
    public static bool CanBeRead(AnnotatedMethod method, ISymbol member) =>
        member is IFieldSymbol or IPropertySymbol { GetMethod: not null, IsIndexer: false }
        && method.Compilation.IsSymbolAccessibleWithin(member, method.Type)
        && (member is not IPropertySymbol { GetMethod: { } getter } || method.Compilation.IsSymbolAccessibleWithin(getter, method.Type));

    private static ISymbol? Find(AnnotatedMethod method, ITypeSymbol owner, string name) =>
        Hierarchy(owner).SelectMany(t => t.GetMembers(name)).FirstOrDefault(m => !m.IsStatic && CanBeRead(method, m));

    private static bool IsNullable(ITypeSymbol type) => type.NullableAnnotation == NullableAnnotation.Annotated || type.NullableArgument() is not null;

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

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

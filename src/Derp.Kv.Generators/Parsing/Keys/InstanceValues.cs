using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// What the templates of a method name beyond its parameters: fields, properties and primary-constructor parameters (K12).
/// Each path is one value, however many templates name it.
/// </summary>
internal sealed class InstanceValues(IMethodSymbol body)
{
    private readonly UniqueNames _names = new(body.Parameters.Select(static p => p.Name).Concat(KeyFieldName.Members));
    private readonly List<InstanceValue> _values = [];
    private readonly List<(ITypeSymbol Type, bool IsWrapped)> _types = [];

    public IReadOnlyList<InstanceValue> All => _values;

    /// <summary>The type of a value, without the <c>?</c> of a path that may end early.</summary>
    public ITypeSymbol TypeOf(int ordinal) => _types[InstanceValue.FirstOrdinal - ordinal].Type;

    /// <summary>The type of a value as text, without annotations of reference types.</summary>
    public string Unannotated(int ordinal, ExternAliases aliases)
    {
        var (type, isWrapped) = _types[InstanceValue.FirstOrdinal - ordinal];
        return type.Qualified(aliases) + (isWrapped ? "?" : "");
    }

    /// <summary>The value of a path.</summary>
    /// <param name="root">The member or parameter that it begins with.</param>
    /// <param name="path">All of it.</param>
    /// <param name="names">As the template spells it.</param>
    /// <param name="aliases">Of the compilation.</param>
    public InstanceValue Add(ISymbol root, PathParser.Path path, string[] names, ExternAliases aliases)
    {
        if (_values.FirstOrDefault(v => v.Expression == path.Expression) is { } known)
            return known;
        var value = new InstanceValue(
            InstanceValue.FirstOrdinal - _values.Count,
            Display.Escape(_names.Next(NameOf(names))),
            TypeOf(root, path, aliases),
            path.Expression,
            root is IParameterSymbol ? root.Name : "");
        _values.Add(value);
        _types.Add((path.Type, path.Type.IsValueType && path.Type.NullableArgument() is null && value.Type.EndsWith("?", StringComparison.Ordinal)));
        return value;
    }

    // {user.Id} is userId, {_region} is region.
    private static string NameOf(string[] names)
    {
        var words = names.Select(static n => n.TrimStart('_')).Where(static n => n.Length > 0).ToList();
        if (words.Count == 0 || char.IsDigit(words[0][0]))
            return "value";
        var name = string.Concat(words.Select(static w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private static string TypeOf(ISymbol root, PathParser.Path path, ExternAliases aliases)
    {
        var mayBeNull = path.IsConditional || path.MayBeNull || root.GetAttributes().Any(static a => a.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "MaybeNullAttribute"));
        if (!mayBeNull || path.Type.NullableArgument() is not null)
            return path.Type.Annotated(aliases);
        return path.Type.IsValueType
            ? path.Type.Annotated(aliases) + "?"
            : path.Type.WithNullableAnnotation(NullableAnnotation.Annotated).Annotated(aliases);
    }
}

using Derp.Kv.Generators.Frozen;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Copying;

/// <summary>
/// Decides how results that callers may change are copied: plain data is made anew as the decoder makes it, and what is frozen is shared.
/// Any other type has no copy and is decoded for each caller.
/// </summary>
internal sealed class CopyPlan
{
    private const string Library = "global::Derp.Kv.Runtime.Copies";
    private const string Parameter = "value";

    private readonly Compilation _compilation;
    private readonly CancellationToken _ct;
    private readonly ExternAliases _aliases;
    private readonly List<CopyModel> _models = [];
    private readonly HashSet<ITypeSymbol> _planned = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ITypeSymbol> _around = new(SymbolEqualityComparer.Default);

    private CopyPlan(Compilation compilation, CancellationToken ct)
    {
        _compilation = compilation;
        _ct = ct;
        _aliases = ExternAliases.Of(compilation);
    }

    /// <summary>The copy of a type that is not frozen; null where there is none.</summary>
    public static Copy? Of(ITypeSymbol type, Compilation compilation, CancellationToken ct)
    {
        var plan = new CopyPlan(compilation, ct);
        return plan.Expression(type, Parameter, isDecoded: true, depth: 0) is { } expression
            ? new Copy(expression, plan._models.ToEquatableArray())
            : null;
    }

    /// <param name="type">Of the value.</param>
    /// <param name="value">C# for it.</param>
    /// <param name="isDecoded">Whether our decoder put it there, so that its class is exactly this one.</param>
    /// <param name="depth">Of lambdas around it.</param>
    private string? Expression(ITypeSymbol type, string value, bool isDecoded, int depth)
    {
        _ct.ThrowIfCancellationRequested();
        if (FrozenTypes.Ask(type, _compilation, _ct, isDecoded).Obstacle is null)
            return value;
        if (HasOwnFormat(type))
            return null;
        if (type is IArrayTypeSymbol array)
            return array.IsSZArray ? Collection("Array", value, array.ElementType, isDecoded, depth) : null;
        if (type is not INamedTypeSymbol named)
            return null;
        if (named.IsTupleType)
            return Tuple(named, value, isDecoded, depth);
        return BuiltInTypes.Factory(named) is null ? Object(named, value, isDecoded) : BuiltInTypes.MetadataName(named) switch
        {
            "System.Nullable`1" => Collection("Nullable", value, named.TypeArguments[0], isDecoded, depth),
            "System.Collections.Immutable.ImmutableArray`1" => Collection("ImmutableArray", value, named.TypeArguments[0], isDecoded, depth),
            "System.Collections.Generic.List`1" or "System.Collections.Generic.IEnumerable`1" or "System.Collections.Generic.ICollection`1"
                or "System.Collections.Generic.IList`1" or "System.Collections.Generic.IReadOnlyCollection`1" or "System.Collections.Generic.IReadOnlyList`1" =>
                Collection("List", value, named.TypeArguments[0], isDecoded, depth),
            "System.Collections.Generic.HashSet`1" or "System.Collections.Generic.ISet`1" or "System.Collections.Generic.IReadOnlySet`1" =>
                OfFrozen("HashSet", value, named.TypeArguments[0], isDecoded),
            "System.Collections.Generic.SortedSet`1" => OfFrozen("SortedSet", value, named.TypeArguments[0], isDecoded),
            "System.Collections.Generic.Dictionary`2" or "System.Collections.Generic.IDictionary`2" or "System.Collections.Generic.IReadOnlyDictionary`2" =>
                Map("Dictionary", value, named, isDecoded, depth),
            "System.Collections.Generic.SortedDictionary`2" => Map("SortedDictionary", value, named, isDecoded, depth),
            _ => null,
        };
    }

    private string? Collection(string method, string value, ITypeSymbol item, bool isDecoded, int depth)
    {
        var name = "item" + (depth == 0 ? "" : (depth + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Expression(item, name, isDecoded, depth + 1) is not { } copy ? null
            : copy == name ? $"{Library}.{method}({value})"
            : $"{Library}.{method}({value}, static {name} => {copy})";
    }

    // An item that changes its hash would be lost in its set.
    private string? OfFrozen(string method, string value, ITypeSymbol item, bool isDecoded) =>
        FrozenTypes.Ask(item, _compilation, _ct, isDecoded).Obstacle is null ? $"{Library}.{method}({value})" : null;

    private string? Map(string method, string value, INamedTypeSymbol type, bool isDecoded, int depth) =>
        OfFrozen(method, value, type.TypeArguments[0], isDecoded) is null ? null : Collection(method, value, type.TypeArguments[1], isDecoded, depth);

    private string? Tuple(INamedTypeSymbol type, string value, bool isDecoded, int depth)
    {
        var elements = type.TupleElements.Select((e, i) => Expression(e.Type, $"{value}.Item{(i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}", isDecoded, depth)).ToList();
        return elements.Contains(null) ? null : $"({string.Join(", ", elements)})";
    }

    private string? Object(INamedTypeSymbol annotated, string value, bool isDecoded)
    {
        var type = (INamedTypeSymbol)annotated.Unannotated();

        // A class of which there can be derived ones is known exactly only where the decoder put it; and what contains itself could be too deep.
        if ((!isDecoded && !type.IsSealed && !type.IsValueType) || _around.Contains(type))
            return null;
        var name = SerializerName.For(type, _compilation, "Copy");
        if (!_planned.Contains(type))
        {
            _around.Add(type);
            var model = UnionPlan.IsUnion(type) ? Union(type, name) : Plain(type, name);
            _around.Remove(type);
            if (model is null)
                return null;
            _planned.Add(type);
            _models.Add(model);
        }

        return $"global::{name.Namespace}.{name.ClassName}.Of({value})";
    }

    private CopyModel? Plain(INamedTypeSymbol type, SerializerName name)
    {
        if (PlainObject.Of(type, _compilation, _ct) is not { } plain)
            return null;
        var arguments = plain.Arguments.Select(m => Member(m, plain)).ToList();
        var members = plain.Initialized.Select(m => (m.Name, Value: Member(m, plain))).ToList();
        return arguments.Contains(null) || members.Any(static m => m.Value is null) ? null : Model(
            type,
            name,
            arguments.Select(static a => a!).ToEquatableArray(),
            members.Select(static m => new CopiedMember(Display.Escape(m.Name), m.Value!)).ToEquatableArray(),
            default,
            Warnings.Of(type, plain.Arguments.Concat(plain.Initialized).Select(static m => m.Symbol).Append(plain.Constructor)));
    }

    private string? Member(ObjectMember member, PlainObject plain) =>
        Expression(member.Type, $"{Parameter}.{Display.Escape(member.Name)}", plain.IsHandedOn, depth: 0);

    private CopyModel? Union(INamedTypeSymbol type, SerializerName name)
    {
        var cases = UnionPlan.CasesOf(type)
            .Select(c => (Type: c, Value: Expression(c, $"({c.Qualified(_aliases)}){Parameter}", isDecoded: true, depth: 0)))
            .ToList();
        return cases.Any(static c => c.Value is null) ? null : Model(
            type,
            name,
            default,
            default,
            cases.Select(c => new CopiedCase(c.Type.Qualified(_aliases), c.Value!)).ToEquatableArray(),
            cases.SelectMany(static c => c.Type is INamedTypeSymbol named ? Warnings.Of(named, []) : []).Concat(Warnings.Of(type, [])));
    }

    private CopyModel Model(
        INamedTypeSymbol type,
        SerializerName name,
        EquatableArray<string> arguments,
        EquatableArray<CopiedMember> members,
        EquatableArray<CopiedCase> cases,
        IEnumerable<string> warnings) => new(
            name.FileName,
            name.Namespace,
            name.ClassName,
            type.Qualified(_aliases),
            type.IsReferenceType,
            arguments,
            members,
            cases,
            warnings.Distinct().OrderBy(static id => id, StringComparer.Ordinal).ToEquatableArray(),
            _aliases.Names);

    private bool HasOwnFormat(ITypeSymbol type)
    {
        try
        {
            return OwnFormats.Expression(type, _compilation) is not null;
        }
        catch (UnserializableException)
        {
            return true;
        }
    }
}

using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Gives a key fields of its placeholders' values, so that a near cache compares it without writing it (N9). A key of anything but
/// plain values that nothing can change stays as it is, and is compared by its bytes.
/// </summary>
internal static class NearKeyParser
{
    // The types whose own equality joins what a key tells apart, or the other way round: KeyEquality has theirs.
    private static readonly (string Namespace, string Name)[] s_ownEquality =
        [("System", "Half"), ("System", "Single"), ("System", "Double"), ("System", "DateTime"), ("System", "DateTimeOffset"), ("System", "Uri")];

    public static KeyModel Parse(KeyModel key, IReadOnlyList<Placeholder> placeholders, ExternAliases aliases)
    {
        if (!placeholders.All(static p => IsPlain(p)))
            return key;
        var names = new UniqueNames(key.Fields.Select(static f => f.Name.TrimStart('@')).Concat(KeyFieldName.Members).Append(key.Name));
        var fields = new Dictionary<string, NearField>(StringComparer.Ordinal);
        var ordered = new List<NearField>();
        foreach (var placeholder in placeholders)
        {
            if (fields.ContainsKey(placeholder.Part.Expression))
                continue;
            var field = Field(key, placeholder, names, aliases);
            fields.Add(placeholder.Part.Expression, field);
            ordered.Add(field);
        }

        return key with
        {
            Parts = key.Parts.Select(p => p is ValuePart value ? OfField(value, fields[value.Expression]) : p).ToEquatableArray(),
            Near = ordered.ToEquatableArray(),
        };
    }

    // Of an address the scope can be set, and with it the text.
    private static bool IsPlain(Placeholder placeholder) =>
        Plain(placeholder.Part.Value) is not null
        && !placeholder.Type.Underlying().Is("System.Net", "IPAddress")
        && !placeholder.Type.Underlying().Is("System.Net", "IPNetwork");

    private static PlainValue? Plain(KeyValue value) => (value is NullableValue nullable ? nullable.Inner : value) as PlainValue;

    private static NearField Field(KeyModel key, Placeholder placeholder, UniqueNames names, ExternAliases aliases)
    {
        var (part, type) = (placeholder.Part, placeholder.Type);
        var whole = key.Fields.FirstOrDefault(f => f.Name == part.Expression);
        var isNullable = part.Value is NullableValue;
        var cast = Plain(part.Value)!.Cast is { } number ? number + (isNullable ? "?" : "") : null;
        return new NearField(
            whole is null || whole.Name == key.Name ? Display.Escape(names.Next(NameOf(part.Expression))) : whole.Name,
            cast ?? whole?.Type ?? TypeOf(type, isNullable, aliases),
            cast is null ? part.Expression : $"({cast}){part.Expression}",
            isNullable,
            s_ownEquality.Any(t => type.Underlying().Is(t.Namespace, t.Name)));
    }

    private static string TypeOf(ITypeSymbol type, bool isNullable, ExternAliases aliases) =>
        !type.IsValueType ? type.WithNullableAnnotation(NullableAnnotation.Annotated).Annotated(aliases)
        : isNullable ? type.Underlying().Annotated(aliases) + "?"
        : type.Annotated(aliases);

    // What stands last in the path; an enum has become its number.
    private static string NameOf(string path)
    {
        var name = path.Substring(path.LastIndexOf('.') + 1).TrimStart('@').TrimStart('_');
        return name.Length == 0 || char.IsDigit(name[0]) ? "value" : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private static ValuePart OfField(ValuePart part, NearField field) => part with
    {
        Expression = field.Name,
        Value = field.IsNullableValue ? new NullableValue(new PlainValue(null)) : new PlainValue(null),
    };
}

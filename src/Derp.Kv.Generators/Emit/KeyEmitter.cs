using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The struct that writes a key, argument by argument.</summary>
internal static class KeyEmitter
{
    public static void Emit(SourceWriter writer, KeyModel key)
    {
        var parameters = key.Fields.Select(static f => $"{f.Type} {f.Name}").ToList();
        var contract = key.Near is not null ? $"INearKey<{key.Name}>" : key.Fingerprint is null ? "IKvKey" : "IFingerprintedKey";
        var names = new UniqueNames(key.Fields.Select(static f => f.Name.TrimStart('@')).Concat((key.Near ?? default).Select(static f => f.Name.TrimStart('@'))));
        var target = names.Next("writer");

        writer.WriteList($"public readonly struct {key.Name}{(parameters.Count == 0 ? "" : "(")}", parameters, $"{(parameters.Count == 0 ? "" : ")")} : global::Derp.Kv.Keys.{contract}");
        writer.WriteLine();
        using (writer.WriteBlock())
        {
            var serializers = WriteSerializers(writer, key, names);
            NearKeyEmitter.WriteFields(writer, key);
            writer.WriteLine($"public void WriteKey(ref global::Derp.Kv.Keys.KeyWriter {target})");
            using (writer.WriteBlock())
            {
                foreach (var part in key.Parts)
                    WritePart(writer, part, target, names);
                foreach (var parameter in key.TypeParameters)
                    writer.WriteLine($"{target}.AppendType<{parameter}>();");
            }

            NearKeyEmitter.WriteMethods(writer, key, names);
            if (key.Fingerprint is { } fingerprint)
            {
                writer.WriteLine();
                WriteFingerprint(writer, fingerprint, target, serializers);
            }
        }
    }

    // A composed serializer is made once, not at every call.
    private static Dictionary<FingerprintPart, string> WriteSerializers(SourceWriter writer, KeyModel key, UniqueNames names)
    {
        var fields = new Dictionary<FingerprintPart, string>();
        foreach (var part in key.Fingerprint ?? default)
        {
            fields[part] = part.Serializer;
            if (!part.Serializer.Contains('('))
                continue;
            fields[part] = names.Next("s_" + part.Name.TrimStart('@'));
            writer.WriteLine($"private static readonly global::Derp.Kv.Serialization.MessagePackKvSerializer<{part.Type}> {fields[part]} =");
            using (writer.Indent())
                writer.WriteExpression(part.Serializer, ";");
            writer.WriteLine();
            writer.WriteLine();
        }

        return fields;
    }

    private static void WriteFingerprint(SourceWriter writer, EquatableArray<FingerprintPart> parts, string target, Dictionary<FingerprintPart, string> serializers)
    {
        writer.WriteLine($"public void WriteFingerprint(ref global::MessagePack.MessagePackWriter {target})");
        using (writer.WriteBlock())
        {
            foreach (var part in parts)
                writer.WriteLine($"{serializers[part]}.Write(ref {target}, {part.Name}{(part.IsAnnotated ? "!" : "")});");
        }
    }

    private static void WritePart(SourceWriter writer, KeyPart part, string target, UniqueNames names)
    {
        if (part is LiteralPart literal)
            writer.WriteLine($"{target}.AppendLiteral({Display.Literal(literal.Text)}u8);");
        else if (part is ValuePart { Required: null } value)
            WriteValue(writer, value.Expression, value.Value, target, names);
        else if (part is ValuePart { Required: { } name } required)
            WriteRequired(writer, required, name, target, names);
    }

    // What the value's text is, null's included, only the writer knows.
    private static void WriteRequired(SourceWriter writer, ValuePart value, string name, string target, UniqueNames names)
    {
        var start = names.Next("start");
        writer.WriteLine($"var {start} = {target}.Length;");
        WriteValue(writer, value.Expression, value.Value, target, names);
        writer.WriteLine($"{target}.ThrowIfEmpty({start}, {Display.Literal(name)});");
    }

    private static void WriteValue(SourceWriter writer, string expression, KeyValue value, string target, UniqueNames names)
    {
        switch (value)
        {
            case PlainValue plain:
                writer.WriteLine(plain.Cast is null ? $"{target}.Append({expression});" : $"{target}.Append(({plain.Cast}){expression});");
                break;
            case FormattedValue formatted:
                writer.WriteLine($"{target}.AppendFormatted({expression}, {Display.Literal(formatted.Format)});");
                break;
            case NullableValue nullable:
                var inner = names.Next("value");
                WriteOrNull(writer, $"{expression} is {{ }} {inner}", target, nullable.Inner is PlainValue or FormattedValue, () => WriteValue(writer, inner, nullable.Inner, target, names));
                break;
            case ListValue list:
                var items = names.Next("items");
                var pattern = list.HasDefault ? "{ IsDefault: false }" : "{ }";
                WriteOrNull(writer, $"{expression} is {pattern} {items}", target, isOneLine: false, () => WriteItems(writer, items, list.Item, target, names));
                break;
            case MembersValue { CanBeNull: true } members:
                var instance = names.Next("value");
                WriteOrNull(writer, $"{expression} is {{ }} {instance}", target, isOneLine: false, () => WriteMembers(writer, instance, members, target, names));
                break;
            case MembersValue members:
                WriteMembers(writer, expression, members, target, names);
                break;
        }
    }

    private static void WriteOrNull(SourceWriter writer, string condition, string target, bool isOneLine, Action writeValue)
    {
        writer.WriteLine($"if ({condition})");
        using (isOneLine ? writer.Indent() : writer.WriteBlock())
            writeValue();
        writer.WriteLine("else");
        using (isOneLine ? writer.Indent() : writer.WriteBlock())
            writer.WriteLine($"{target}.AppendNull();");
    }

    private static void WriteItems(SourceWriter writer, string items, KeyValue item, string target, UniqueNames names)
    {
        var name = names.Next("item");
        writer.WriteLine($"{target}.BeginList();");
        writer.WriteLine($"foreach (var {name} in {items})");
        using (writer.WriteBlock())
        {
            WriteValue(writer, name, item, target, names);
            writer.WriteLine($"{target}.EndItem();");
        }

        writer.WriteLine($"{target}.EndList();");
    }

    private static void WriteMembers(SourceWriter writer, string instance, MembersValue members, string target, UniqueNames names)
    {
        writer.WriteLine(members.CanBeDerived ? $"{target}.BeginMembersOf({instance});" : $"{target}.BeginMembers();");
        foreach (var member in members.Members)
        {
            WriteValue(writer, member.Of(instance), member.Value, target, names);
            writer.WriteLine($"{target}.EndItem();");
        }

        writer.WriteLine($"{target}.EndMembers();");
    }
}

using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Writes the method that writes a value.</summary>
internal static class SerializerWriteEmitter
{
    private const string Writing = "global::Derp.Kv.Serialization.MessagePackWriting";

    // Shorter gaps are written out, longer ones in a loop.
    private const int LongestPlainGap = 3;

    public static void Emit(SourceWriter source, SerializerModel model)
    {
        var nullable = model.IsReference ? "?" : "";
        source.WriteLine($"public override void Write(ref global::MessagePack.MessagePackWriter writer, {model.Type}{nullable} value)");
        using (source.WriteBlock())
        {
            if (model.IsReference)
            {
                source.WriteLine("if (value is null)");
                using (source.WriteBlock())
                    source.WriteLine("writer.WriteNil();").WriteLine("return;");
                source.WriteLine();
            }

            if (model.HasCallbacks)
                source.WriteLine(SerializerEmitter.Callback(model, "OnBeforeSerialize"));
            if (model.IsUnsealed)
                source.WriteLine("global::Derp.Kv.Serialization.MessagePackTypes.ThrowIfDerived(value);");
            source.WriteLine("using var nesting = global::Derp.Kv.Serialization.MessagePackNesting.Enter();");
            if (model.IsArray)
                EmitArray(source, model);
            else
                EmitMap(source, model);
        }
    }

    private static void EmitMap(SourceWriter source, SerializerModel model)
    {
        source.WriteLine($"writer.WriteMapHeader({model.Members.Count});");
        foreach (var member in model.Members)
        {
            source.WriteLine($"{Writing}.WriteName(ref writer, {Display.Literal(member.Key)}u8);");
            source.WriteLine(WriteOf(member));
        }
    }

    private static void EmitArray(SourceWriter source, SerializerModel model)
    {
        int length = model.Members.IsEmpty ? 0 : model.Members[model.Members.Count - 1].Index + 1;
        source.WriteLine($"writer.WriteArrayHeader({length});");
        int next = 0;
        foreach (var member in model.Members)
        {
            EmitGap(source, member.Index - next);
            source.WriteLine(WriteOf(member));
            next = member.Index + 1;
        }
    }

    private static void EmitGap(SourceWriter source, int length)
    {
        if (length > LongestPlainGap)
        {
            source.WriteLine($"for (int i = 0; i < {length}; i++)");
            using (source.Indent())
                source.WriteLine("writer.WriteNil();");
            return;
        }

        for (int i = 0; i < length; i++)
            source.WriteLine("writer.WriteNil();");
    }

    private static string WriteOf(MemberModel member)
    {
        if (member.ReadMethod == BuiltInTypes.ReadString)
            return $"{Writing}.WriteText(ref writer, {member.Of("value")});";
        if (member.ReadMethod is not null)
            return $"writer.Write({member.Of("value")});";
        var forgiving = member.NeedsForgiving ? "!" : "";
        return $"{member.FieldName}.Write(ref writer, {member.Of("value")}{forgiving});";
    }
}

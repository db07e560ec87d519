using System.Text;
using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Writes the method that reads a value.</summary>
internal static class SerializerReadEmitter
{
    private const string Reading = "global::Derp.Kv.Serialization.MessagePackReading";
    // From here on a switch is faster than a chain, and shorter to read.
    private const int ManyMembers = 8;

    private const string Nesting = "global::Derp.Kv.Serialization.MessagePackNesting";

    public static void Emit(SourceWriter source, SerializerModel model)
    {
        source.WriteLine($"public override {model.Type} Read(ref global::MessagePack.MessagePackReader reader)");
        using (source.WriteBlock())
        {
            if (model.IsReference)
            {
                source.WriteLine("if (reader.TryReadNil())");
                using (source.Indent())
                    source.WriteLine("return null!;");
                source.WriteLine();
            }

            EmitLocals(source, model);
            source.WriteLine($"int count = reader.Read{(model.IsArray ? "Array" : "Map")}Header();");
            source.WriteLine($"{Nesting}.Enter(ref reader);");
            source.WriteLine("for (int i = 0; i < count; i++)");
            using (source.WriteBlock())
                EmitLoopBody(source, model);
            source.WriteLine();
            source.WriteLine($"{Nesting}.Leave(ref reader);");
            EmitDefaults(source, model);
            EmitCreation(source, model);
        }
    }

    private static void EmitLocals(SourceWriter source, SerializerModel model)
    {
        foreach (var member in model.Members)
        {
            var nullable = member.IsReference ? "?" : "";
            source.WriteLine($"{member.Type}{nullable} {member.Local} = {member.Default ?? "default"};");
            if (NeedsFlag(member))
                source.WriteLine($"bool {MemberNames.Flag(member.Local)} = false;");
        }
    }

    private static void EmitLoopBody(SourceWriter source, SerializerModel model)
    {
        if (model.Members.IsEmpty)
        {
            if (!model.IsArray)
                source.WriteLine($"{Reading}.Skip(ref reader);");
            source.WriteLine($"{Reading}.Skip(ref reader);");
            return;
        }

        if (model.IsArray)
            EmitSwitch(source, model);
        else
            EmitComparisons(source, model);
    }

    private static void EmitSwitch(SourceWriter source, SerializerModel model)
    {
        source.WriteLine("switch (i)");
        using (source.WriteBlock())
        {
            foreach (var member in model.Members)
            {
                source.WriteLine($"case {member.Index}:");
                using (source.Indent())
                {
                    EmitRead(source, member);
                    source.WriteLine("break;");
                }
            }

            source.WriteLine("default:");
            using (source.Indent())
                source.WriteLine($"{Reading}.Skip(ref reader);").WriteLine("break;");
        }
    }

    private static void EmitComparisons(SourceWriter source, SerializerModel model)
    {
        source.WriteLine($"global::System.ReadOnlySpan<byte> name = {Reading}.ReadUtf8(ref reader);");
        if (model.Members.Count >= ManyMembers)
        {
            EmitSwitchByLength(source, model);
            return;
        }

        var isOneLine = !model.Members.Any(NeedsFlag);
        var keyword = "if";
        foreach (var member in model.Members)
        {
            source.WriteLine($"{keyword} ({Reading}.IsName(name, {Display.Literal(member.Key)}u8))");
            using (isOneLine ? source.Indent() : source.WriteBlock())
                EmitRead(source, member);
            keyword = "else if";
        }

        source.WriteLine("else");
        using (isOneLine ? source.Indent() : source.WriteBlock())
            source.WriteLine($"{Reading}.Skip(ref reader);");
    }

    // In a chain the last of many names is compared with all before it; the compiler jumps to those of the name's length.
    private static void EmitSwitchByLength(SourceWriter source, SerializerModel model)
    {
        source.WriteLine("switch (name.Length)");
        using (source.WriteBlock())
        {
            foreach (var member in model.Members.OrderBy(static m => Encoding.UTF8.GetByteCount(m.Key)))
            {
                source.WriteLine($"case {Encoding.UTF8.GetByteCount(member.Key)} when {Reading}.IsName(name, {Display.Literal(member.Key)}u8):");
                using (source.Indent())
                {
                    EmitRead(source, member);
                    source.WriteLine("break;");
                }
            }

            source.WriteLine("default:");
            using (source.Indent())
                source.WriteLine($"{Reading}.Skip(ref reader);").WriteLine("break;");
        }
    }

    private static void EmitRead(SourceWriter source, MemberModel member)
    {
        source.WriteLine($"{member.Local} = {ReadOf(member)};");
        if (NeedsFlag(member))
            source.WriteLine($"{MemberNames.Flag(member.Local)} = true;");
    }

    // An object initializer sets each init-only member that it names: it gets the value of a new object.
    private static void EmitDefaults(SourceWriter source, SerializerModel model)
    {
        var keeping = model.Members.Where(m => m.KeepsDefault).ToList();
        if (keeping.Count == 0)
            return;

        source.WriteLine();
        source.WriteLine("// Members that the bytes lack have the values of a new object.");
        source.WriteLine($"if ({string.Join(" || ", keeping.Select(m => "!" + MemberNames.Flag(m.Local)))})");
        using (source.WriteBlock())
        {
            var required = model.Members.Where(m => m.Restore == MemberRestore.Initializer && !m.KeepsDefault).ToList();
            source.Write("var defaults = ");
            EmitNew(source, model, required);
            foreach (var member in keeping)
            {
                source.WriteLine($"if (!{MemberNames.Flag(member.Local)})");
                using (source.WriteBlock())
                    source.WriteLine($"{member.Local} = {member.Of("defaults")}{(member.NeedsForgiving ? "!" : "")};");
            }
        }
    }

    private static void EmitCreation(SourceWriter source, SerializerModel model)
    {
        var ordered = model.SettingOrder.IsEmpty ? model.Members : model.SettingOrder.Select(i => model.Members[i]);
        var assigned = ordered.Where(static m => m.Restore == MemberRestore.Assignment).ToList();
        source.WriteLine();
        bool returnsAtOnce = assigned.Count == 0 && !model.HasCallbacks;
        if (model.IsBypassed)
            source.WriteLine("// No constructor takes what is written; each field is set below.");
        source.Write(returnsAtOnce ? "return " : "var value = ");
        EmitNew(source, model, model.Members.Where(m => m.Restore == MemberRestore.Initializer).ToList());
        foreach (var member in assigned)
        {
            source.WriteLine($"if ({MemberNames.Flag(member.Local)})");
            using (source.WriteBlock())
                source.WriteLine(member.Accessor is { } accessor ? AccessorEmitter.Set(model, accessor, member.Local) : $"{member.Of("value")} = {Value(member)};");
        }

        if (model.HasCallbacks)
            source.WriteLine(SerializerEmitter.Callback(model, "OnAfterDeserialize"));
        if (!returnsAtOnce)
            source.WriteLine().WriteLine("return value;");
    }

    private static void EmitNew(SourceWriter source, SerializerModel model, List<MemberModel> members)
    {
        var arguments = $"({string.Join(", ", model.Arguments.Select(a => a < 0 ? "default!" : Argument(model.Members[a])))})";
        if (model.IsBypassed)
        {
            source.WriteLine($"({model.Type})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({model.Type}));");
            return;
        }

        if (members.Count == 0 && model.IgnoredRequired.IsEmpty)
        {
            source.WriteLine(model.Constructor is { } constructor ? $"{constructor.Call}{arguments};" : $"new {model.Type}{arguments};");
            return;
        }

        source.WriteLine($"new {model.Type}{(model.Arguments.IsEmpty ? "" : arguments)}");
        using (source.WriteBlock(";"))
        {
            foreach (var member in members)
                source.WriteLine($"{member.Name} = {Value(member)},");
            foreach (var ignored in model.IgnoredRequired)
                source.WriteLine($"{ignored} = default!,");
        }
    }

    private static bool NeedsFlag(MemberModel member) => member.KeepsDefault || member.Restore == MemberRestore.Assignment;

    private static string ReadOf(MemberModel member) =>
        member.ReadMethod is { } method ? $"reader.{method}()" : $"{member.FieldName}.Read(ref reader)";

    private static string Value(MemberModel member) => member.NeedsForgiving && !member.AcceptsNull ? $"{member.Local}!" : member.Local;

    private static string Argument(MemberModel member) => member.NeedsForgiving ? $"{member.Local}!" : member.Local;
}

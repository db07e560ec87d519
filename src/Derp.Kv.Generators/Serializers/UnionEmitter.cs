using System.Globalization;
using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Writes the methods of a union: an array of the case's key and the case.</summary>
internal static class UnionEmitter
{
    private const string Unions = "global::Derp.Kv.Serialization.MessagePackUnions";
    private const string Nesting = "global::Derp.Kv.Serialization.MessagePackNesting";

    public static void Emit(SourceWriter source, SerializerModel model)
    {
        EmitWrite(source, model);
        source.WriteLine();
        EmitRead(source, model);
    }

    private static void EmitWrite(SourceWriter source, SerializerModel model)
    {
        source.WriteLine($"public override void Write(ref global::MessagePack.MessagePackWriter writer, {model.Type}? value)");
        using (source.WriteBlock())
        {
            source.WriteLine("if (value is null)");
            using (source.WriteBlock())
                source.WriteLine("writer.WriteNil();").WriteLine("return;");
            source.WriteLine();
            source.WriteLine($"using var nesting = {Nesting}.Enter();");
            source.WriteLine("// By the exact type: a type derived from a case would come back as the case.");
            source.WriteLine("global::System.Type type = value.GetType();");
            var keyword = "if";
            foreach (var c in model.Cases)
            {
                source.WriteLine($"{keyword} (type == typeof({c.Type}))");
                using (source.WriteBlock())
                {
                    source.WriteLine($"{Unions}.WriteKey(ref writer, {Number(c.Key)});");
                    source.WriteLine($"{c.FieldName}.Write(ref writer, ({c.Type})value);");
                }

                keyword = "else if";
            }

            source.WriteLine("else");
            using (source.WriteBlock())
                source.WriteLine($"throw {Unions}.UnknownCase(value);");
        }
    }

    private static void EmitRead(SourceWriter source, SerializerModel model)
    {
        source.WriteLine($"public override {model.Type} Read(ref global::MessagePack.MessagePackReader reader)");
        using (source.WriteBlock())
        {
            source.WriteLine("if (reader.TryReadNil())");
            using (source.WriteBlock())
                source.WriteLine("return null!;");
            source.WriteLine();
            source.WriteLine($"{model.Type} value;");
            source.WriteLine($"{Nesting}.Enter(ref reader);");
            source.WriteLine($"switch ({Unions}.ReadKey(ref reader))");
            using (source.WriteBlock())
            {
                foreach (var c in model.Cases)
                {
                    source.WriteLine($"case {Number(c.Key)}:");
                    using (source.Indent())
                        source.WriteLine($"value = {c.FieldName}.Read(ref reader);").WriteLine("break;");
                }

                source.WriteLine("default:");
                using (source.Indent())
                    source.WriteLine($"throw {Unions}.UnknownCase();");
            }

            source.WriteLine();
            source.WriteLine($"{Nesting}.Leave(ref reader);");
            source.WriteLine("return value;");
        }
    }

    private static string Number(int key) => key.ToString(CultureInfo.InvariantCulture);
}

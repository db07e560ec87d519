using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Writes the accessors of a serializer.</summary>
internal static class AccessorEmitter
{
    private const string Services = "global::System.Runtime.CompilerServices";

    public static void Emit(SourceWriter source, SerializerModel model)
    {
        if (model.Accessors.IsEmpty)
            return;
        source.WriteLine();
        source.WriteLine("// Members that only their own type can name: the runtime binds these methods to them.");
        foreach (var accessor in model.Accessors.Where(static a => a.Holder is null))
            Emit(source, accessor, "private");
        foreach (var holder in model.Accessors.Where(static a => a.Holder is not null).GroupBy(static a => a.Holder))
        {
            source.WriteLine($"private static class {holder.Key}");
            using (source.Indent())
            {
                foreach (var constraint in holder.First().Constraints)
                    source.WriteLine(constraint);
            }

            using (source.WriteBlock())
            {
                foreach (var accessor in holder)
                    Emit(source, accessor, "public");
            }
        }
    }

    private static void Emit(SourceWriter source, AccessorModel accessor, string access)
    {
        var kind = accessor.Kind == AccessorKind.Setter ? "Method" : accessor.Kind.ToString();
        source.WriteLine($"[{Services}.UnsafeAccessor(");
        using (source.Indent())
            source.WriteLine($"{Services}.UnsafeAccessorKind.{kind}{(accessor.Target is { } target ? $", Name = {Display.Literal(target)}" : "")})]");
        var owner = $"{(accessor.IsReference ? "" : "ref ")}{accessor.Type} value";
        source.WriteLine(accessor.Kind switch
        {
            AccessorKind.Constructor => $"{access} static extern {accessor.Type} {accessor.Method}({string.Join(", ", accessor.Values.Select(static (v, i) => $"{v} argument{i}"))});",
            AccessorKind.Setter => $"{access} static extern void {accessor.Method}({owner}, {accessor.Values[0]} member);",
            _ => $"{access} static extern ref {accessor.Values[0]} {accessor.Method}({owner});",
        });
    }

    /// <summary>A statement that sets a member of <c>value</c>.</summary>
    public static string Set(SerializerModel model, AccessorModel accessor, string text)
    {
        var value = model.IsReference ? "value" : "ref value";
        return accessor.Kind == AccessorKind.Setter ? $"{accessor.Call}({value}, {text});" : $"{accessor.Call}({value}) = {text};";
    }
}

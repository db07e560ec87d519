using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>All that an object keeps, as text: its fields, those of its bases and of what they hold.</summary>
internal static class Whole
{
    /// <summary>Each value of each root comes back with all that it keeps.</summary>
    public static CompiledSerializers AssertRoundTrips(string source)
    {
        var compiled = CompiledSerializers.Create(source);
        foreach (var root in compiled.Roots)
        {
            foreach (var value in compiled.Values(root))
                Assert.Equal(Of(value), Of(compiled.Read(root, compiled.Write(root, value))));
        }

        return compiled;
    }

    public static string Of(object? value) => value switch
    {
        null => "null",
        string or DateTime or DateTimeOffset or Guid or decimal or Enum or Uri => $"'{Convert.ToString(value, CultureInfo.InvariantCulture)}'",
        _ when value.GetType().IsPrimitive => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        IEnumerable items when value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true =>
            $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        _ => $"{value.GetType().Name} {{ {string.Join(", ", Fields(value.GetType()).Select(f => $"{f.Name} = {Of(f.GetValue(value))}"))}{Elements(value)} }}",
    };

    private static string Elements(object value) => value is IEnumerable items ? $" [{string.Join(", ", items.Cast<object?>().Select(Of))}]" : "";

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var t = type; t is not null && !t.Namespace.AsSpan().StartsWith("System"); t = t.BaseType)
        {
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}

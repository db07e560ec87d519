using System.Collections;
using System.Reflection;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Pipeline;

namespace Derp.Kv.Generators.Tests;

/// <summary>
/// What the pipeline keeps between runs holds values alone: a symbol, node, location or compilation behind a model would
/// keep old compilations alive and never be equal to its successor.
/// </summary>
public class ModelShapeTests
{
    [Theory]
    [InlineData(typeof(TypeOutput))]
    [InlineData(typeof(SerializerOutput))]
    [InlineData(typeof(CopyOutput))]
    [InlineData(typeof(ManifestOutput))]
    [InlineData(typeof(Parsing.Methods.MethodResult))]
    public void Models_hold_values_alone(Type root)
    {
        var seen = new HashSet<Type>();
        var open = new Queue<Type>([root]);
        while (open.TryDequeue(out var type))
        {
            if (!seen.Add(type) || type.IsPrimitive || type.IsEnum || type == typeof(string))
                continue;
            Assert.False(type.FullName!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{type} is reachable from {root.Name}.");

            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
            {
                open.Enqueue(type.GenericTypeArguments[0]);
                continue;
            }

            if (Nullable.GetUnderlyingType(type) is { } underlying)
            {
                open.Enqueue(underlying);
                continue;
            }

            Assert.False(typeof(IEnumerable).IsAssignableFrom(type), $"{type} compares by reference.");
            Assert.Contains(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEquatable<>));
            foreach (var derived in root.Assembly.GetTypes().Where(t => t.BaseType == type))
                open.Enqueue(derived);
            for (var t = type; t is not null && t != typeof(object); t = t.BaseType)
            {
                foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    open.Enqueue(field.FieldType);
            }
        }

        Assert.True(seen.Count > 5);
    }

    [Fact]
    public void Arrays_of_equal_items_are_equal()
    {
        var one = new EquatableArray<string>(["a", "b"]);
        var same = new EquatableArray<string>(["a", "b"]);
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, new EquatableArray<string>(["b", "a"]));
        Assert.Equal(default, new EquatableArray<string>([]));
    }
}

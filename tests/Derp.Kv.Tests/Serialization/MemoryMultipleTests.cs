using System.Reflection;
using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

/// <summary>
/// What docs/serialization.md says that reading takes at most, for every collection that there is: an empty one costs a byte
/// on the wire, and its object many.
/// </summary>
public class MemoryMultipleTests(ITestOutputHelper output)
{
    private const int Multiple = 128;

    // The objects of an empty one are that large.
    private static readonly Dictionary<string, int> s_larger = new()
    {
        [nameof(KvSerializers.ConcurrentBag)] = 704,
        [nameof(KvSerializers.ConcurrentDictionary)] = 704,
        [nameof(KvSerializers.ConcurrentQueue)] = 704,
        [nameof(KvSerializers.ILookup)] = 320,
        [nameof(KvSerializers.ReadOnlyObservableCollection)] = 320,
        [nameof(KvSerializers.ImmutableSortedDictionary)] = 224,
        [nameof(KvSerializers.SortedDictionary)] = 224,
        [nameof(KvSerializers.SortedList)] = 224,
        [nameof(KvSerializers.ObservableCollection)] = 160,
        [nameof(KvSerializers.ReadOnlyDictionary)] = 160,
    };

    private const int Fixed = 400_000;
    private const int Elements = 50_000;

    // Every method that makes a serializer of those of its elements. A new one is measured without being named here.
    private static IEnumerable<MethodInfo> Makers =>
        from method in typeof(KvSerializers).GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.IsGenericMethodDefinition
            && method.GetParameters() is { Length: 1 or 2 } parameters
            && parameters.All(static parameter => parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(MessagePackKvSerializer<>))
            && method.GetGenericArguments().Length == parameters.Length
        select method;

    [Fact]
    public void Many_empty_elements_of_any_type_take_a_stated_multiple_of_their_bytes()
    {
        var worst = new List<(string Name, double Multiple, int Stated)>();
        foreach (var maker in Makers)
        {
            if (Make(maker, KvSerializers.Int32) is not { } serializer)
                continue;
            foreach (var header in (byte[])[0x90, 0x80, 0xc0, 0xa0, 0x00])
                Measure($"List<{maker.Name}> of {header:x2}", Call(nameof(KvSerializers.List), serializer), header, s_larger.GetValueOrDefault(maker.Name, Multiple));
            if (Make(maker, KvSerializers.List(KvSerializers.Int32)) is { } ofLists)
                Measure($"{maker.Name}<List>", ofLists, 0x90, Multiple);
        }

        foreach (var (name, multiple, _) in worst.OrderByDescending(static each => each.Multiple).Take(40))
            output.WriteLine($"{multiple:F0} {name}");
        Assert.All(worst, each => Assert.True(each.Multiple <= each.Stated, $"{each.Name}: {each.Multiple:F0}"));

        void Measure(string name, object serializer, byte element, int stated)
        {
            foreach (var outer in (byte[])[0xdd, 0xdf])
            {
                byte[] bytes = [outer, 0, 0, (byte)(Elements >> 8), unchecked((byte)Elements), .. Enumerable.Repeat(element, outer == 0xdd ? Elements : Elements * 2)];
                var read = serializer.GetType().GetMethod("Deserialize", [typeof(ReadOnlyMemory<byte>)])!;
                Try(read, serializer, bytes);
                var before = GC.GetAllocatedBytesForCurrentThread();
                Try(read, serializer, bytes);
                worst.Add((name, (GC.GetAllocatedBytesForCurrentThread() - before - Fixed) / (double)bytes.Length, stated));
            }
        }
    }

    private static void Try(MethodInfo read, object serializer, byte[] bytes)
    {
        try
        {
            read.Invoke(serializer, [(ReadOnlyMemory<byte>)bytes]);
        }
        catch (TargetInvocationException e) when (e.InnerException is KvSerializationException)
        {
        }
    }

    private static object? Make(MethodInfo maker, object item)
    {
        var element = item.GetType();
        while (!(element.IsGenericType && element.GetGenericTypeDefinition() == typeof(MessagePackKvSerializer<>)))
            element = element.BaseType!;
        var count = maker.GetParameters().Length;
        try
        {
            return maker.MakeGenericMethod([.. Enumerable.Repeat(element.GetGenericArguments()[0], count)]).Invoke(null, [.. Enumerable.Repeat(item, count)]);
        }
        catch (ArgumentException)
        {
            // Its elements cannot be of this type.
            return null;
        }
    }

    private static object Call(string maker, object item) =>
        Make(typeof(KvSerializers).GetMethods().Single(method => method.Name == maker), item)!;
}

using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Coordination
{
    /// <summary>By what name a helper's record knows the type of its result (K10).</summary>
    public class TypeNameTests
    {
        public static TheoryData<Type, string> Names => new()
        {
            { typeof(int), "System.Int32" },
            { typeof(int?), "System.Int32" },
            { typeof(string), "System.String" },
            { typeof(string[]), "System.String[]" },
            { typeof(int[,][]), "System.Int32[,][]" },
            { typeof(List<int?>), "System.Collections.Generic.List<System.Nullable<System.Int32>>" },
            { typeof(Dictionary<string, List<Guid>>), "System.Collections.Generic.Dictionary<System.String, System.Collections.Generic.List<System.Guid>>" },
            { typeof((int, string)), "System.ValueTuple<System.Int32, System.String>" },
            { typeof(NamedTypes.Plain), "Derp.Kv.Tests.NamedTypes.Plain" },
            { typeof(NamedTypes.Outer<int>.Inner<string>), "Derp.Kv.Tests.NamedTypes.Outer<System.Int32>.Inner<System.String>" },
            { typeof(NamedTypes.Outer<int>.Leaf), "Derp.Kv.Tests.NamedTypes.Outer<System.Int32>.Leaf" },
            { typeof(NamedTypes.Renamed), "Shop.Product" },
            { typeof(NamedTypes.Renamed?[]), "System.Nullable<Shop.Product>[]" },
            { typeof(List<NamedTypes.Renamed>), "System.Collections.Generic.List<Shop.Product>" },
            { typeof(NamedTypes.Renamed.Part), "Shop.Product.Part" },
            { typeof(NamedTypes.Outer<int>.Named<string>), "Shop.Named<System.Int32, System.String>" },
            { typeof(NamedTypes.Outer<NamedTypes.Renamed>.Leaf), "Derp.Kv.Tests.NamedTypes.Outer<Shop.Product>.Leaf" },
        };

        [Theory]
        [MemberData(nameof(Names))]
        public void K10_A_type_has_this_name(Type type, string name) => Assert.Equal(name, TypeName.Of(type));

        [Fact]
        public void K10_A_type_in_no_namespace_has_its_name_alone() => Assert.Equal("TypeInNoNamespace", TypeName.Of(typeof(TypeInNoNamespace)));

        [Fact]
        public void K10_Two_types_of_one_name_in_two_namespaces_are_two() =>
            Assert.NotEqual(TypeName.Of(typeof(System.Threading.Timer)), TypeName.Of(typeof(System.Timers.Timer)));

        [Theory]
        [InlineData("")]
        [InlineData(null)]
        public void A_name_is_not_empty(string? name) => Assert.ThrowsAny<ArgumentException>(() => new KvNameAttribute(name!));

        // The record of a type that was renamed under its [KvName] is replayed.
        [Fact]
        public async Task K10_A_renamed_type_keeps_its_records()
        {
            await using var client = new MemoryKvClient();
            var numbers = Derp.Kv.Serialization.KvSerializers.Int32;
            await client.IdempotentExecuteAsync("a", static _ => new ValueTask<NamedTypes.Renamed>(new NamedTypes.Renamed(5)), new NamedTypes.Format<NamedTypes.Renamed>(numbers, static v => v.Value, static v => new(v)));

            var replayed = await client.IdempotentExecuteAsync("a", static _ => new ValueTask<NamedTypes.RenamedAgain>(new NamedTypes.RenamedAgain(6)), new NamedTypes.Format<NamedTypes.RenamedAgain>(numbers, static v => v.Value, static v => new(v)));
            var foreign = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () =>
                await client.IdempotentExecuteAsync("a", static _ => new ValueTask<int>(6), numbers));

            Assert.Equal((new NamedTypes.RenamedAgain(5), true), (replayed.Value, replayed.IsReplay));
            Assert.True(foreign.IsAnotherMethod);
        }
    }
}

namespace Derp.Kv.Tests.NamedTypes
{
    internal sealed class Plain;

    internal sealed class Outer<T>
    {
        internal sealed class Inner<TItem>;

        internal sealed class Leaf;

        [KvName("Shop.Named")]
        internal sealed class Named<TItem>;
    }

    [KvName("Shop.Product")]
    internal readonly record struct Renamed(int Value)
    {
        internal sealed class Part;
    }

#pragma warning disable DKV0031 // One type before and after a renaming, for once in one program.
    [KvName("Shop.Product")]
#pragma warning restore DKV0031
    internal readonly record struct RenamedAgain(int Value);

    internal sealed class Format<T>(IKvSerializer<int> number, Func<T, int> write, Func<int, T> read) : IKvSerializer<T>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) => number.Serialize(writer, write(value));

        public T Deserialize(ReadOnlyMemory<byte> bytes) => read(number.Deserialize(bytes));
    }
}

#pragma warning disable CA1050, S3903 // It stands outside a namespace on purpose.
internal sealed class TypeInNoNamespace;
#pragma warning restore CA1050, S3903

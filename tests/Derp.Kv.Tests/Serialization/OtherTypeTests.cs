using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using Derp.Kv.Serialization;
using MessagePack;

namespace Derp.Kv.Tests.Serialization;

/// <summary>K11: what is of another type than the declared one is refused, not cut down to it.</summary>
public class OtherTypeTests
{
    private static readonly MessagePackKvSerializer<int> s_number = KvSerializers.Int32;
    private static readonly MessagePackKvSerializer<string> s_text = KvSerializers.String;

    [Fact]
    public void K11_A_derived_record_is_refused_and_both_types_are_named()
    {
        var exception = Refused(AnimalSerializer.Instance, new Dog("secret", "secret"));

        Assert.Equal("Derp.Kv.Tests.Serialization.OtherTypeTests.Animal", exception.DeclaredType);
        Assert.Equal("Derp.Kv.Tests.Serialization.OtherTypeTests.Dog", exception.RuntimeType);
        Assert.Contains(exception.RuntimeType, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(new Animal("Rex"), AnimalSerializer.Instance.Read(AnimalSerializer.Instance.Write(new Animal("Rex"))));
    }

    [Fact]
    public void K11_A_derived_record_is_found_at_any_depth()
    {
        var animal = AnimalSerializer.Instance;
        Animal[] dogs = [new Animal("Tom"), new Dog("Rex", "pug")];

        Refused(KvSerializers.List(animal), [.. dogs]);
        Refused(KvSerializers.Array(animal), dogs);
        Refused(KvSerializers.Array(animal), new Dog[] { new("Rex", "pug") });
        Refused(KvSerializers.IReadOnlyList(animal), dogs);
        Refused(KvSerializers.Dictionary(s_text, animal), new() { ["Rex"] = dogs[1] });
        Refused(KvSerializers.ValueTuple(s_number, animal), (1, dogs[1]));
        Refused(KvSerializers.ILookup(s_number, animal), dogs.ToLookup(static d => d.Name.Length));
        Refused(KvSerializers.Lazy(animal), new Lazy<Animal>(() => dogs[1]));
        Refused(KvSerializers.ImmutableArray(animal), [.. dogs]);
        Refused(KvSerializers.Array2D(animal), new Animal[,] { { dogs[1] } });
    }

    [Fact]
    public void K11_A_class_derived_from_a_collection_is_refused()
    {
        Refused(KvSerializers.List(s_number), new Basket { Owner = "ann" });
        Refused(KvSerializers.Collection(s_number), new OwnCollection());
        Refused(KvSerializers.Collection(s_number), new ObservableCollection<int>());
        Refused(KvSerializers.ObservableCollection(s_number), new OwnObservable());
        Refused(KvSerializers.ReadOnlyCollection(s_number), new OwnReadOnly());
        Refused(KvSerializers.HashSet(s_number), new OwnSet());
        Refused(KvSerializers.SortedSet(s_number), new OwnSortedSet());
        Refused(KvSerializers.Stack(s_number), new OwnStack());
        Refused(KvSerializers.Queue(s_number), new OwnQueue());
        Refused(KvSerializers.LinkedList(s_number), new OwnLinked());
        Refused(KvSerializers.ConcurrentBag(s_number), new OwnBag());
        Refused(KvSerializers.Dictionary(s_text, s_number), new OwnMap());
        Refused(KvSerializers.SortedList(s_text, s_number), new OwnSortedList());
        Refused(KvSerializers.ConcurrentDictionary(s_text, s_number), new OwnConcurrent());
        Refused(KvSerializers.CollectionClass<Basket, int>(s_number), new SpecialBasket());
        Refused(KvSerializers.DictionaryClass<OwnMap, string, int>(s_text, s_number), new SpecialMap());
    }

    [Fact]
    public void K11_Other_classes_of_the_framework_that_can_be_derived_from()
    {
        Refused(KvSerializers.Uri, new OwnUri("https://example.org"));
        Refused(KvSerializers.Lazy(s_number), new OwnLazy());
        Refused(KvSerializers.Tuple(s_number, s_text), new OwnTuple());
    }

    [Fact]
    public void K11_A_type_that_a_union_does_not_list_is_named()
    {
        var exception = MessagePackUnions.UnknownCase<IDisposable>(new MemoryStream());

        Assert.Equal(("System.IDisposable", "System.IO.MemoryStream"), (exception.DeclaredType, exception.RuntimeType));
    }

    [Fact]
    public void An_interface_takes_any_implementation_by_its_elements()
    {
        var basket = new Basket { 1, 2 };

        Assert.Equal([1, 2], KvSerializers.IReadOnlyList(s_number).Read(KvSerializers.IReadOnlyList(s_number).Write(basket)));
        Assert.Equal([1, 2], KvSerializers.ICollection(s_number).Read(KvSerializers.ICollection(s_number).Write(new OwnQueueCollection([1, 2]))));
        Assert.Equal(3, KvSerializers.IReadOnlyDictionary(s_text, s_number).Read(KvSerializers.IReadOnlyDictionary(s_text, s_number).Write(new OwnMap { ["a"] = 3 }))["a"]);
    }

    [Theory]
    [InlineData(typeof(int), "System.Int32", "Int32")]
    [InlineData(typeof(List<string[]>), "System.Collections.Generic.List<System.String[]>", "List<String[]>")]
    [InlineData(typeof(Dictionary<int, OtherTypeTests>.KeyCollection), "System.Collections.Generic.Dictionary<System.Int32, Derp.Kv.Tests.Serialization.OtherTypeTests>.KeyCollection", "KeyCollection")]
    [InlineData(typeof(Outer<int>.Inner<bool>), "Derp.Kv.Tests.Serialization.OtherTypeTests.Outer<System.Int32>.Inner<System.Boolean>", "Inner<Int32>")]
    public void Types_are_named_as_a_person_writes_them(Type type, string full, string brief)
    {
        Assert.Equal(full, TypeText.Full(type));
        Assert.Equal(brief, TypeText.Short(type));
    }

    private static KvOtherTypeException Refused<T>(MessagePackKvSerializer<T> serializer, T value) =>
        Assert.Throws<KvOtherTypeException>(() => serializer.Write(value));

    internal record Animal(string Name);

    internal sealed record Dog(string Name, string Breed) : Animal(Name);

    /// <summary>As the generator writes one for a class that is not sealed.</summary>
    internal sealed class AnimalSerializer : MessagePackKvSerializer<Animal>
    {
        public static readonly AnimalSerializer Instance = new();

        public override void Write(ref MessagePackWriter writer, Animal? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            MessagePackTypes.ThrowIfDerived(value);
            using var nesting = MessagePackNesting.Enter();
            writer.WriteMapHeader(1);
            MessagePackWriting.WriteName(ref writer, "Name"u8);
            MessagePackWriting.WriteText(ref writer, value.Name);
        }

        public override Animal Read(ref MessagePackReader reader)
        {
            if (reader.TryReadNil())
                return null!;

            reader.ReadMapHeader();
            MessagePackNesting.Enter(ref reader);
            reader.ReadString();
            var value = new Animal(reader.ReadString()!);
            MessagePackNesting.Leave(ref reader);
            return value;
        }
    }

    internal class Basket : List<int>
    {
        public string? Owner { get; set; }
    }

    internal sealed class SpecialBasket : Basket;

    internal sealed class OwnCollection : Collection<int>;

    internal sealed class OwnObservable : ObservableCollection<int>;

    internal sealed class OwnReadOnly() : ReadOnlyCollection<int>([]);

    internal sealed class OwnSet : HashSet<int>;

    internal sealed class OwnSortedSet : SortedSet<int>;

    internal sealed class OwnStack : Stack<int>;

    internal sealed class OwnQueue : Queue<int>;

    internal sealed class OwnQueueCollection(IList<int> items) : Collection<int>(items);

    internal sealed class OwnLinked : LinkedList<int>;

    internal sealed class OwnBag : ConcurrentBag<int>;

    internal class OwnMap : Dictionary<string, int>;

    internal sealed class SpecialMap : OwnMap;

    internal sealed class OwnSortedList : SortedList<string, int>;

    internal sealed class OwnConcurrent : ConcurrentDictionary<string, int>;

    internal sealed class OwnUri(string text) : Uri(text);

    internal sealed class OwnLazy() : Lazy<int>(1);

    internal sealed class OwnTuple() : Tuple<int, string>(1, "");

    internal sealed class Outer<T>
    {
        internal sealed class Inner<TInner>;
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

/// <summary>Which serializer a type gets, and what comes back: through a second cache on the same store, so that everything is read from bytes.</summary>
public sealed class SerializerTests : IAsyncDisposable
{
    private readonly MemoryKvClient _client = new();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    public static TheoryData<string, object> Values => new()
    {
        { "text", "ü漢🎉\u0000" },
        { "bytes", new byte[] { 0, 1, 255 } },
        { "tuple", Tuple.Create("a", 1) },
        { "value tuple", ("a", 1) },
        { "value tuples", new List<(string Name, int Number)> { ("a", 1), ("b", 2) } },
        { "array of value tuples", new[] { ("a", 1), ("b", 2) } },
        { "dictionary", new Dictionary<string, int> { ["a"] = 1 } },
        { "record", new Person("Ada", 36) },
        { "fields", new OnlyFields { Name = "Ada", Age = 36 } },
        { "both", new Both { Name = "Ada", Age = 36 } },
        { "tree", new Tree("root", [new Tree("leaf", [])]) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public Task H10_Values_come_back_as_they_were(string kind, object value) => kind switch
    {
        "text" => AssertComesBackAsync((string)value),
        "bytes" => AssertComesBackAsync((byte[])value),
        "tuple" => AssertComesBackAsync((Tuple<string, int>)value),
        "value tuple" => AssertComesBackAsync(((string, int))value),
        "value tuples" => AssertComesBackAsync((List<(string Name, int Number)>)value),
        "array of value tuples" => AssertComesBackAsync(((string, int)[])value),
        "dictionary" => AssertComesBackAsync((Dictionary<string, int>)value),
        "record" => AssertComesBackAsync((Person)value),
        "fields" => AssertComesBackAsync((OnlyFields)value),
        "both" => AssertComesBackAsync((Both)value),
        _ => AssertComesBackAsync((Tree)value),
    };

    [Fact]
    public async Task H10_Text_without_a_form_in_bytes_is_returned_and_not_stored()
    {
        var cache = Caches.Hybrid(_client);
        Assert.Equal("\ud800", await cache.GetOrCreateAsync("key", static _ => new ValueTask<string>("\ud800")));
        Assert.Equal("next", await cache.GetOrCreateAsync("key", static _ => new ValueTask<string>("next")));
    }

    [Fact]
    public async Task H10_A_serializer_of_the_type_comes_before_factories_and_of_these_the_last_one()
    {
        Assert.Equal("own", await WrittenAsync(static builder => builder.AddSerializer<Person>(new Marked<Person>("own")).AddSerializerFactory(new Factory("first"))));
        Assert.Equal("last", await WrittenAsync(static builder => builder.AddSerializerFactory(new Factory("first")).AddSerializerFactory(new Factory("last"))));
        Assert.Equal("first", await WrittenAsync(static builder => builder.AddSerializerFactory(new Factory("first")).AddSerializerFactory(new Factory(null))));
        Assert.Contains("\"Name\"", await WrittenAsync(static _ => { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H10_Settings_of_json_are_those_of_the_type_or_else_those_of_all()
    {
        Assert.Contains("\"name\"", await WrittenAsync(static builder => builder.Services.AddKeyedSingleton<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>), JsonSerializerOptions.Web)), StringComparison.Ordinal);
        Assert.Contains("\"NAME\"", await WrittenAsync(static builder => builder.Services
            .AddKeyedSingleton<JsonSerializerOptions>(typeof(IHybridCacheSerializer<>), JsonSerializerOptions.Web)
            .AddKeyedSingleton<JsonSerializerOptions>(typeof(IHybridCacheSerializer<Person>), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper })), StringComparison.Ordinal);
    }

    private async Task AssertComesBackAsync<T>(T value)
    {
        await Caches.Hybrid(_client).SetAsync("key", value);
        var copy = await Caches.Hybrid(_client).GetOrCreateAsync("key", static ValueTask<T> (_) => throw new InvalidOperationException());
        Assert.Equivalent(value, copy, strict: true);
    }

    private async Task<string> WrittenAsync(Action<KvHybridCacheBuilder> build)
    {
        await Caches.Hybrid(_client, build: build).SetAsync("key", new Person("Ada", 36));
        var stored = (await _client.GetAsync("derp:hybrid:key"u8.ToArray()))!;
        return Encoding.UTF8.GetString(stored.AsSpan(stored.Length - Math.Min(stored.Length, 23))).Split('\u0001')[^1];
    }

    private sealed record Person(string Name, int Age);

    private sealed record Tree(string Name, Tree[] Children);

    private sealed class OnlyFields
    {
        public string? Name;
        public int Age;
    }

    private sealed class Both
    {
        public string? Name { get; set; }

        public int Age;
    }

    private sealed class Marked<T>(string mark) : IHybridCacheSerializer<T>
    {
        public T Deserialize(ReadOnlySequence<byte> source) => throw new NotSupportedException();

        public void Serialize(T value, IBufferWriter<byte> target) => target.Write(Encoding.UTF8.GetBytes(mark));
    }

    // Of no mark it makes nothing.
    private sealed class Factory(string? mark) : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
        {
            serializer = mark is null ? null : new Marked<T>(mark);
            return serializer is not null;
        }
    }
}

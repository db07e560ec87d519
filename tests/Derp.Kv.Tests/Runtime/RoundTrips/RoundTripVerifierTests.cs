using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Tests.Runtime.RoundTrips;

/// <summary>K11: in development, results that do not come back as they were are told by the member that differs.</summary>
public sealed class RoundTripVerifierTests : IAsyncDisposable
{
    private const string Prefix = "Derp.Kv.Tests.Runtime.RoundTrips.RoundTripVerifierTests";

    private readonly FakeLogCollector _logs = new();
    private readonly MemoryKvClient _client;
    private int _keys;

    public RoundTripVerifierTests() => _client = Client(verify: true);

    private IEnumerable<string> Events => _logs.GetSnapshot().Where(static record => record.Level > LogLevel.Debug).Select(static record => $"{record.Id.Id} {record.StructuredState!.First(static pair => pair.Key == "Member").Value}");

    private MemoryKvClient Client(bool verify) => new(new KvClientOptions
    {
        VerifyRoundTrips = verify,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Trace)),
    });

    private ValueTask<T> CachedAsync<T>(T value, Func<T, T> copy, KvClient? client = null, string method = "Tests.Cached") =>
        new CachedMethod<TestKey, T>(method, "test:{name}", "Tests.Result", new CopySerializer<T>(copy), new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) })
            .InvokeAsync(client ?? _client, new TestKey($"{_keys++}"), value, static (value, _) => ValueTask.FromResult(value), default);

    private ValueTask<T> IdempotentAsync<T>(T value, Func<T, T> copy) =>
        new IdempotentMethod<TestKey, T>("Tests.Idempotent", "test:{name}", "Tests.Result", new CopySerializer<T>(copy), new IdempotentPolicy { Ttl = TimeSpan.FromMinutes(1) })
            .InvokeAsync(_client, new TestKey($"{_keys++}"), value, static (value, _) => ValueTask.FromResult(value), default);

    [Fact]
    public async Task K11_Hidden_state_that_is_lost_is_an_error_that_names_it_once()
    {
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await CachedAsync(Outcome.Fail("secret"), static _ => new Outcome()));
        await IdempotentAsync(Outcome.Fail("secret"), static _ => new Outcome());

        Assert.Equal([$"17 {Prefix}.Outcome._error", $"17 {Prefix}.Outcome._error"], Events);
        Assert.All(_logs.GetSnapshot(), static record =>
        {
            Assert.Equal(LogLevel.Error, record.Level);
            Assert.DoesNotContain("secret", record.Message, StringComparison.Ordinal);
        });
        Assert.Equal(["Tests.Cached", "Tests.Idempotent"], _logs.GetSnapshot().Select(static record => record.StructuredState!.First(static pair => pair.Key == "Method").Value));
    }

    [Fact]
    public async Task K11_A_constructor_that_refuses_its_own_bytes_is_named_at_the_first_call()
    {
        var serializer = new RefusingSerializer();
        var method = new CachedMethod<TestKey, Refusing>("Tests.Refusing", "test:{name}", "Tests.Result", serializer, new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) });

        await method.InvokeAsync(_client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult(new Refusing(1)), default);

        Assert.Equal([$"17 {Prefix}.Refusing (The constructor of {Prefix}.Refusing threw System.ArgumentOutOfRangeException for the stored value.)"], Events);
    }

    [Fact]
    public async Task What_a_written_getter_keeps_is_no_difference()
    {
        var serializer = new LazySerializer();
        var method = new CachedMethod<TestKey, Lazily>("Tests.Lazy", "test:{name}", "Tests.Result", serializer, new CachedPolicy { Ttl = TimeSpan.FromMinutes(1) });

        await method.InvokeAsync(_client, new TestKey("a"), 0, static (_, _) => ValueTask.FromResult(new Lazily(7)), default);

        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task Off_it_does_not_look_and_costs_a_check_of_a_field()
    {
        await using var client = Client(verify: false);

        await CachedAsync(Outcome.Fail("x"), static _ => new Outcome(), client);

        Assert.Null(client.RoundTrips);
        Assert.Empty(Events);
    }

    [Fact]
    public async Task K11_Whatever_looking_ends_in_the_outcome_is_as_without()
    {
        var value = new Nasty();

        Assert.Same(value, await IdempotentAsync(value, static _ => new Nasty()));
        await IdempotentAsync(value, static _ => throw new InvalidOperationException("secret"));

        Assert.Empty(Events);
        Assert.All(_logs.GetSnapshot(), static record => Assert.Equal((15, LogLevel.Debug), (record.Id.Id, record.Level)));
        Assert.Equal(2, _logs.Count);
    }

    [Fact]
    public async Task Of_each_method_it_looks_at_few_results_and_at_different_ones()
    {
        var looks = 0;
        foreach (var method in (string[])["Tests.A", "Tests.B"])
        {
            for (var i = 0; i < 50; i++)
                await CachedAsync("same size", each => { looks++; return each; }, method: method);
        }

        // Four by each method to verify, and all fifty for the caller.
        Assert.Equal(2 * (4 + 50), looks);

        var sample = new Kv.Runtime.RoundTrips.ResultSample();
        Assert.Equal(16, Enumerable.Range(0, 100).Count(sample.TryTake));
        Assert.False(sample.TryTake(1_000));
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    internal sealed class Outcome
    {
        private string? _error;

        public static Outcome Fail(string error) => new() { _error = error };

        public string Describe() => _error ?? "ok";
    }

    internal sealed class Nasty
    {
        public Key Key { get; } = new();

        public Dictionary<Key, int> Keys { get; } = new(ReferenceEqualityComparer.Instance as IEqualityComparer<Key>) { [new Key()] = 1 };
    }

    internal sealed class Key
    {
        public override bool Equals(object? obj) => throw new InvalidOperationException("secret");

        public override int GetHashCode() => throw new InvalidOperationException("secret");
    }

    internal sealed class Refusing
    {
        public Refusing(int value) => Value = value;

        public Refusing(long value)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0);
            Value = (int)value;
        }

        public int Value { get; }
    }

    internal sealed class Lazily(int number)
    {
        private string? _text;

        public int Number { get; } = number;

        public string Text => _text ??= $"{Number}";
    }

    private sealed class LazySerializer : IKvSerializer<Lazily>
    {
        public void Serialize(System.Buffers.IBufferWriter<byte> writer, Lazily value) => System.Text.EncodingExtensions.GetBytes(System.Text.Encoding.UTF8, value.Text, writer);

        public Lazily Deserialize(ReadOnlyMemory<byte> bytes) => new(int.Parse(bytes.Span, System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class RefusingSerializer : Kv.Serialization.MessagePackKvSerializer<Refusing>
    {
        public override void Write(ref MessagePack.MessagePackWriter writer, Refusing value) => writer.Write(value.Value);

        public override Refusing Read(ref MessagePack.MessagePackReader reader) => new(reader.ReadInt64());
    }
}

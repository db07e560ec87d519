using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using MessagePack;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

/// <summary>K11: what wrappers do with a result or an argument of which bytes would bring back less.</summary>
public abstract class RuntimeTypeConformance : HelperConformance
{
    private readonly string _name = NewName();
    private readonly FakeLogCollector _logs = new();
    private int _runs;

    private static CachedMethod<SuiteKey<T>, T> Cached<T>(MessagePackKvSerializer<T> serializer) =>
        new("Tests.Cached", "suite:{name}", "Tests.Result", serializer, new CachedPolicy { Ttl = Minute });

    private static IdempotentMethod<SuiteKey<T>, TResult> Idempotent<T, TResult>(MessagePackKvSerializer<TResult> serializer) =>
        new("Tests.Idempotent", "suite:{name}", "Tests.Result", serializer, new IdempotentPolicy { Ttl = Minute });

    private SuiteKey<T> Key<T>(MessagePackKvSerializer<T> serializer, T argument) => new(_name, serializer, argument);

    private ValueTask<T> CachedAsync<T>(KvClient client, MessagePackKvSerializer<T> serializer, T value) =>
        Cached(serializer).InvokeAsync(client, Key(serializer, value), (self: this, value), static (s, _) => s.self.Run(s.value), default);

    private ValueTask<T> IdempotentAsync<T>(KvClient client, MessagePackKvSerializer<T> serializer, T value) =>
        Idempotent<T, T>(serializer).InvokeAsync(client, Key(serializer, default(T)!), (self: this, value), static (s, _) => s.self.Run(s.value), default);

    private ValueTask<int> WithArgumentAsync<T>(MessagePackKvSerializer<T> serializer, T argument) =>
        Idempotent<T, int>(KvSerializers.Int32).InvokeAsync(Store, Key(serializer, argument), this, static (self, _) => self.Run(self._runs + 1), default);

    private ValueTask<T> Run<T>(T value)
    {
        _runs++;
        return ValueTask.FromResult(value);
    }

    private byte[] StoredKey => Bytes($"test:{_name}");

    private InterceptingKvClient Logging() => OtherClient(new KvClientOptions { LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs))) });

    [Fact]
    public async Task K11_A_cached_result_of_another_type_is_returned_whole_and_not_stored_and_logged_once()
    {
        var client = Logging();
        var basket = new Basket { 1, 2 };

        Assert.Same(basket, await CachedAsync(client, KvSerializers.List(KvSerializers.Int32), basket));
        Assert.Same(basket, await CachedAsync(client, KvSerializers.List(KvSerializers.Int32), basket));

        Assert.Equal(2, _runs);
        Assert.Null(await Store.GetAsync(StoredKey));
        await GoneAsync(LeaseKey.Of(StoredKey));
        var record = Assert.Single(_logs.GetSnapshot());
        Assert.Equal((16, LogLevel.Error), (record.Id.Id, record.Level));
        Assert.Contains("RuntimeTypeConformance.Basket was found, but System.Collections.Generic.List<System.Int32> is declared", record.Message, StringComparison.Ordinal);
        Assert.Contains("Tests.Cached", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K11_The_one_instance_goes_to_all_callers_of_the_flight()
    {
        var (started, gate) = (new Gate(), new Gate());
        var (method, basket) = (Cached(KvSerializers.List(KvSerializers.Int32)), new Basket { 1 });
        var key = Key(KvSerializers.List(KvSerializers.Int32), []);
        async ValueTask<List<int>> Body(int state, CancellationToken ct)
        {
            started.Open();
            await gate.WaitAsync();
            return basket;
        }

        var first = method.InvokeAsync(Store, key, 0, Body, default).AsTask();
        await started.WaitAsync();
        var second = method.InvokeAsync(Store, key, 0, Body, default).AsTask();
        gate.Open();

        Assert.All(await Task.WhenAll(first, second), answer => Assert.Same(basket, answer));
    }

    [Fact]
    public async Task K11_A_comparer_that_reading_would_not_give_is_named()
    {
        var map = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 };
        var client = Logging();

        Assert.Equal(1, (await CachedAsync(client, KvSerializers.Dictionary(KvSerializers.String, KvSerializers.Int32), map))["A"]);
        Assert.Equal(1, (await CachedAsync(client, KvSerializers.IReadOnlyDictionary(KvSerializers.String, KvSerializers.Int32), map))["A"]);

        Assert.Null(await Store.GetAsync(StoredKey));
        var record = Assert.Single(_logs.GetSnapshot());
        Assert.Equal(16, record.Id.Id);
        Assert.Contains("OrdinalIgnoreCaseComparer", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K11_I26_An_idempotent_result_of_another_type_completes_as_not_replayable()
    {
        var client = Logging();
        var basket = new Basket { 1, 2 };

        Assert.Same(basket, await IdempotentAsync(client, KvSerializers.List(KvSerializers.Int32), basket));
        var exception = await Assert.ThrowsAsync<KvSerializationException>(async () => await IdempotentAsync(client, KvSerializers.List(KvSerializers.Int32), basket));

        Assert.Contains("cannot be replayed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, _runs);
        Assert.Equal([16], _logs.GetSnapshot().Select(static record => record.Id.Id));
    }

    [Fact]
    public async Task K11_Text_that_would_come_back_as_other_text_is_not_stored()
    {
        var client = Logging();

        Assert.Equal("a\ud800", await CachedAsync(client, KvSerializers.String, "a\ud800"));
        Assert.Equal("a\ud800", await CachedAsync(client, KvSerializers.String, "a\ud800"));
        Assert.Null(await Store.GetAsync(StoredKey));
        Assert.Equal("a\ud800", await IdempotentAsync(client, KvSerializers.String, "a\ud800"));
        await Assert.ThrowsAsync<KvSerializationException>(async () => await IdempotentAsync(client, KvSerializers.String, "a\ud800"));

        // Once for either method.
        Assert.Equal([3, 3], _logs.GetSnapshot().Select(static record => record.Id.Id));
        Assert.All(_logs.GetSnapshot(), static record => Assert.Contains("half a surrogate pair", record.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task K11_A_cycle_is_told_once_and_by_its_members()
    {
        var client = Logging();
        var node = new Node();
        node.Next = [node];

        Assert.Same(node, await CachedAsync(client, NodeSerializer.Instance, node));
        Assert.Same(node, await CachedAsync(client, NodeSerializer.Instance, node));

        Assert.Equal(2, _runs);
        var record = Assert.Single(_logs.GetSnapshot());
        Assert.Equal(3, record.Id.Id);
        Assert.Contains("contains itself by the cycle Node.Next.", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K11_An_argument_of_another_type_or_with_a_cycle_is_refused_before_anything_is_claimed()
    {
        var node = new Node();
        node.Next = [node];

        await Assert.ThrowsAsync<ArgumentException>(async () => await WithArgumentAsync(KvSerializers.List(KvSerializers.Int32), new Basket { 1 }));
        var exception = await Assert.ThrowsAsync<ArgumentException>(async () => await WithArgumentAsync(NodeSerializer.Instance, node));

        Assert.Contains("Node.Next", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _runs);
        await foreach (var key in Store.ScanAsync())
            Assert.DoesNotContain(_name, System.Text.Encoding.UTF8.GetString(key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I29_A_retry_with_an_equal_set_in_another_order_is_replayed()
    {
        var serializer = KvSerializers.HashSet(KvSerializers.String);

        Assert.Equal(1, await WithArgumentAsync(serializer, ["a", "b", "c"]));
        Assert.Equal(1, await WithArgumentAsync(serializer, new(StringComparer.OrdinalIgnoreCase) { "c", "b", "a" }));
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await WithArgumentAsync(serializer, ["a", "b"]));

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task I21_A_stored_null_is_unreadable_where_the_result_has_become_a_value_type()
    {
        await Idempotent<int?, int?>(KvSerializers.Nullable(KvSerializers.Int32)).InvokeAsync(Store, Key<int?>(KvSerializers.Nullable(KvSerializers.Int32), 1), 0, static (_, _) => ValueTask.FromResult<int?>(null), default);

        var exception = await Assert.ThrowsAsync<KvSerializationException>(async () =>
            await Idempotent<int?, int>(KvSerializers.Int32).InvokeAsync(Store, Key<int?>(KvSerializers.Nullable(KvSerializers.Int32), 1), this, static (self, _) => self.Run(5), default));

        Assert.Contains("was null", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task C31_A_stored_null_is_a_miss_where_the_result_has_become_a_value_type()
    {
        await Cached<int?>(KvSerializers.Nullable(KvSerializers.Int32)).InvokeAsync(Store, Key<int?>(KvSerializers.Nullable(KvSerializers.Int32), 1), 0, static (_, _) => ValueTask.FromResult<int?>(null), default);

        Assert.Equal(5, await CachedAsync(Store, KvSerializers.Int32, 5));
        Assert.Equal(5, await CachedAsync(Store, KvSerializers.Int32, 6));
    }

    [Fact]
    public async Task C32_A_constructor_that_refuses_what_was_stored_is_named_once()
    {
        var client = Logging();
        var (serializer, value) = (MoneySerializer.Instance, new Money(1, isChecked: false) { Cents = -5 });

        for (var i = 0; i < 3; i++)
            Assert.Equal(-5, (await CachedAsync(client, serializer, value)).Cents);

        Assert.Equal(3, _runs);
        var record = Assert.Single(_logs.GetSnapshot());
        Assert.Equal(14, record.Id.Id);
        Assert.Contains($"The constructor of {typeof(Money).FullName!.Replace('+', '.')} threw System.ArgumentException for the stored value.", record.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", record.Message, StringComparison.Ordinal);
    }

    private sealed class Basket : List<int>;

    private sealed class Node
    {
        public List<Node> Next { get; set; } = [];
    }

    /// <summary>As the generator writes one for a class that contains itself.</summary>
    private sealed class NodeSerializer : MessagePackKvSerializer<Node>
    {
        public static readonly NodeSerializer Instance = new();

        private readonly MessagePackKvSerializer<List<Node>> _next;

        private NodeSerializer() => _next = KvSerializers.List(this);

        public override void Write(ref MessagePackWriter writer, Node? value)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            using var nesting = MessagePackNesting.Enter();
            writer.WriteMapHeader(1);
            MessagePackWriting.WriteName(ref writer, "Next"u8);
            _next.Write(ref writer, value.Next);
        }

        public override Node Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }

    private sealed class Money
    {
        public Money(long cents, bool isChecked = true)
        {
            if (isChecked && cents < 0)
                throw new ArgumentException($"secret {cents}", nameof(cents));
            Cents = cents;
        }

        public long Cents { get; init; }
    }

    private sealed class MoneySerializer : MessagePackKvSerializer<Money>
    {
        public static readonly MoneySerializer Instance = new();

        public override void Write(ref MessagePackWriter writer, Money value) => writer.Write(value.Cents);

        public override Money Read(ref MessagePackReader reader) => new(reader.ReadInt64());
    }

    private readonly struct SuiteKey<T>(string name, MessagePackKvSerializer<T> serializer, T argument) : IFingerprintedKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("test:"u8);
            writer.Append(name);
        }

        public void WriteFingerprint(ref MessagePackWriter writer) => serializer.Write(ref writer, argument);
    }
}

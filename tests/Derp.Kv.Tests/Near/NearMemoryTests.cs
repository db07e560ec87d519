using System.Buffers;
using System.Globalization;
using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using Derp.Kv.Tests.Diagnostics;

namespace Derp.Kv.Tests.Near;

/// <summary>
/// What near entries take of the real heap, while many more keys pass through a client than its budget has room for. Where
/// <c>DERP_KV_LONG</c> is 1: a million through 64 MiB, of each kind.
/// </summary>
[Collection<Alone>]
public sealed class NearMemoryTests(ITestOutputHelper output)
{
    private const int Looks = 5;
    private const double Allowed = 1.3;

    private static readonly bool s_long = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";
    private static readonly long s_budget = (s_long ? 64 : 2) * 1024 * 1024;
    private static readonly int s_keys = s_long ? 1_000_000 : 12_000;

    // Nothing expires meanwhile.
    private static readonly CachedPolicy s_frozen = new() { Ttl = TimeSpan.FromHours(1), Near = TimeSpan.FromMinutes(10), IsFrozen = true };
    private static readonly CachedPolicy s_copied = new() { Ttl = TimeSpan.FromHours(1), Near = TimeSpan.FromMinutes(10) };

    private static readonly NearCachedMethod<NearKey, Small> s_records = new("Memory.Records", "near:{name}", "small", new SmallSerializer(), s_frozen);
    private static readonly NearCachedMethod<NearKey, string?> s_strings = new("Memory.Strings", "near:{name}", "string", Utf8Serializer.Instance, s_frozen);
    private static readonly NearCachedMethod<NearKey, Dictionary<string, int>?> s_dictionaries = new(
        "Memory.Dictionaries", "near:{name}", "dictionary", KvSerializers.Dictionary(KvSerializers.String, KvSerializers.Int32)!, s_copied, static value => new(value!));

    private static readonly NearCachedTextMethod<NearTextKey, string?> s_texts = new("Memory.Texts", "near:{name}", "string", Utf8Serializer.Instance, s_copied);

    [Fact]
    public Task N8_Small_records() => PassAsync(static (client, i) => Wait(s_records.InvokeAsync(client, KeyOf(i), i, static (i, _) => new(new Small(i, "a small record")), default)));

    [Fact]
    public Task N8_Nulls() => PassAsync(static (client, i) => Wait(s_strings.InvokeAsync(client, KeyOf(i), 0, static (_, _) => default, default)));

    [Fact]
    public Task N8_Dictionaries() => PassAsync(static (client, i) => Wait(s_dictionaries.InvokeAsync(
        client,
        KeyOf(i),
        i,
        static (i, _) => new(Enumerable.Range(i, 10).ToDictionary(static n => n.ToString(CultureInfo.InvariantCulture), static n => n)),
        default)));

    [Fact]
    public Task N8_Long_keys() => PassAsync(static (client, i) => Wait(s_strings.InvokeAsync(client, new NearKey(LongName(i)), 0, static (_, _) => new("value"), default)));

    [Fact]
    public Task N8_Long_keys_that_are_compared_as_they_are_written() => PassAsync(static (client, i) => Wait(s_texts.InvokeAsync(client, new NearTextKey(LongName(i)), 0, static (_, _) => new("value"), default)));

    private async Task PassAsync(Func<KvClient, int, ValueTask> call)
    {
        // The store itself, which is of this process too, holds a few values and is full before the first look.
        await using var client = new MemoryKvClient(new KvClientOptions { NearMaxBytes = s_budget, NearEnabled = false, MemoryMaxEntries = 100 });
        for (var i = 0; i < 500; i++)
            await call(client, -1 - i);
        client.NearEnabled = true;
        var near = client.OpenNear();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var (most, ends) = (0L, false);
        var watcher = new Thread(() =>
        {
            while (!Volatile.Read(ref ends))
                most = Math.Max(most, near.Bytes);
        });
        watcher.Start();
        var taken = 0L;
        for (var i = 0; i < s_keys; i++)
        {
            await call(client, i);
            if (i % (s_keys / Looks) == (s_keys / Looks) - 1)
                taken = Math.Max(taken, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Volatile.Write(ref ends, true);
        watcher.Join();
        output.WriteLine($"{near.Count} entries of {near.Bytes} bytes; at most {most} counted and {taken} taken");
        Assert.InRange(most, s_budget / 2, s_budget);
        Assert.InRange(taken, s_budget / 8, (long)(Allowed * s_budget));
    }

    private static async ValueTask Wait<T>(ValueTask<T> call) => await call;

    private static NearKey KeyOf(int i) => new(i.ToString(CultureInfo.InvariantCulture));

    private static string LongName(int i) => i.ToString(CultureInfo.InvariantCulture).PadLeft(480, 'k');

    private sealed record Small(int Number, string Text);

    private sealed class SmallSerializer : IKvSerializer<Small>
    {
        public void Serialize(IBufferWriter<byte> writer, Small value) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value.Number} {value.Text}"), writer);

        public Small Deserialize(ReadOnlyMemory<byte> bytes)
        {
            var text = Encoding.UTF8.GetString(bytes.Span);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            return new(int.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture), text[(space + 1)..]);
        }
    }
}

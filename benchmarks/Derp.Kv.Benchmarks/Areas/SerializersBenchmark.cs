using System.Buffers;
using System.Text.Json;
using MessagePack;
using MessagePack.Resolvers;
using PlainProductSerializer = global::Derp.Kv.Generated.Derp.Kv.Benchmarks.PlainProductSerializer;
using ProductSerializer = global::Derp.Kv.Generated.Derp.Kv.Benchmarks.ProductSerializer;

namespace Derp.Kv.Benchmarks;

/// <summary>The generated serializers against MessagePack's own resolvers, which write the same bytes, and System.Text.Json.</summary>
internal static class SerializersBenchmark
{
    private const int Operations = 2_000;

    private static readonly MessagePackSerializerOptions s_standard = MessagePackSerializerOptions.Standard.WithResolver(StandardResolver.Instance);
    private static readonly MessagePackSerializerOptions s_contractless = MessagePackSerializerOptions.Standard.WithResolver(ContractlessStandardResolver.Instance);

    public static async Task RunAsync(Settings settings, Report report)
    {
        await RunAsync(settings, report, "by number", Products.Of(Products.Tenant, Products.Skus[5]), ProductSerializer.Instance, s_standard, "StandardResolver", withJson: true);
        await RunAsync(settings, report, "by name", Products.PlainOf(Products.Tenant, Products.Skus[5]), PlainProductSerializer.Instance, s_contractless, "ContractlessStandardResolver", withJson: false);
    }

    private static async Task RunAsync<T>(Settings settings, Report report, string layout, T value, IKvSerializer<T> ours, MessagePackSerializerOptions options, string resolver, bool withJson)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        ours.Serialize(buffer, value);
        var bytes = MessagePackSerializer.Serialize(value, options);
        if (!buffer.WrittenSpan.SequenceEqual(bytes))
            throw new InvalidOperationException("The generated serializer writes other bytes than the library.");
        var json = withJson ? JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), ProductJson.Default) : [];

        List<Case> writes =
        [
            Each($"MessagePack {resolver}, into a buffer", () => Fill(buffer, value, options)),
            Each($"MessagePack {resolver}, an array", () => MessagePackSerializer.Serialize(value, options).Length),
            Each("Derp.Kv, into a buffer", () => Fill(buffer, value, ours)),
        ];
        List<Case> reads =
        [
            Each($"MessagePack {resolver}", () => MessagePackSerializer.Deserialize<T>(bytes, options) is null ? 0 : 1),
            Each("Derp.Kv", () => ours.Deserialize(bytes) is null ? 0 : 1),
        ];
        if (withJson)
        {
            writes.Add(Each("System.Text.Json, source-generated, an array", () => JsonSerializer.SerializeToUtf8Bytes(value, typeof(T), ProductJson.Default).Length));
            reads.Add(Each("System.Text.Json, source-generated", () => JsonSerializer.Deserialize(json, typeof(T), ProductJson.Default) is null ? 0 : 1));
        }

        var sizes = $"{bytes.Length} B of MessagePack, ours the same bytes{(withJson ? $"; {json.Length} B of JSON" : "")}.";
        var written = await Rounds.MeasureAsync(settings, warmUps: 60, rounds: 61, writes);
        report.Add($"Serializer, members {layout}: write", written, sizes, isInChart: true);
        report.Gate("time to write against the resolver's", written[2].Ratio.Median, 0.75);
        report.Gate("bytes allocated to write", Math.Round(written[2].Bytes), 0, " B");
        var read = await Rounds.MeasureAsync(settings, warmUps: 60, rounds: 61, reads);
        report.Add($"Serializer, members {layout}: read", read, isInChart: true);
        report.Gate("time to read against the resolver's", read[1].Ratio.Median, 0.85);
        report.Gate("bytes allocated to read beyond the resolver's, which are the object's", Math.Round(read[1].Bytes - read[0].Bytes), 0, " B");
    }

    private static int Fill<T>(ArrayBufferWriter<byte> buffer, T value, MessagePackSerializerOptions options)
    {
        buffer.ResetWrittenCount();
        MessagePackSerializer.Serialize(buffer, value, options);
        return buffer.WrittenCount;
    }

    private static int Fill<T>(ArrayBufferWriter<byte> buffer, T value, IKvSerializer<T> serializer)
    {
        buffer.ResetWrittenCount();
        serializer.Serialize(buffer, value);
        return buffer.WrittenCount;
    }

    private static Case Each(string name, Func<int> work) => Case.Of(
        name,
        static () => { },
        () =>
        {
            var total = 0;
            for (var i = 0; i < Operations; i++)
                total += work();
            if (total == 0)
                throw new InvalidOperationException("Nothing was done.");
        },
        Operations);
}

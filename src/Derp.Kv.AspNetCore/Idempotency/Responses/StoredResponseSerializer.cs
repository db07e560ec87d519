using System.Buffers;
using MessagePack;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>
/// The body of the record of an HTTP request, in MessagePack:
/// <code>
/// [ 1                        version
/// , { name: [value, …], … }  headers
/// , bin or nil ]             body; nil: not kept
/// </code>
/// </summary>
internal sealed class StoredResponseSerializer : IKvSerializer<StoredResponse>
{
    private const int Version = 1;
    private const int Fields = 3;

    public static StoredResponseSerializer Instance { get; } = new();

    public void Serialize(IBufferWriter<byte> writer, StoredResponse value)
    {
        var message = new MessagePackWriter(writer);
        message.WriteArrayHeader(Fields);
        message.Write(Version);
        message.WriteMapHeader(value.Headers.Count);
        foreach (var (name, values) in value.Headers)
        {
            message.Write(name);
            message.WriteArrayHeader(values.Count);
            foreach (var item in values)
                message.Write(item ?? "");
        }

        if (value.Body is { } body)
            message.Write(body.Span);
        else
            message.WriteNil();
        message.Flush();
    }

    public StoredResponse Deserialize(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        if (reader.ReadArrayHeader() != Fields || reader.ReadInt32() != Version)
            throw new KvSerializationException("The stored answer has another format: another version wrote it.");

        var headers = new KeyValuePair<string, StringValues>[reader.ReadMapHeader()];
        for (var i = 0; i < headers.Length; i++)
            headers[i] = new(reader.ReadString() ?? "", ReadValues(ref reader));
        var body = reader.ReadBytes()?.ToArray();
        return reader.End ? new StoredResponse(headers, body is null ? default(ReadOnlyMemory<byte>?) : body) : throw new KvSerializationException("The stored answer has bytes after its end.");
    }

    private static StringValues ReadValues(ref MessagePackReader reader)
    {
        var values = new string[reader.ReadArrayHeader()];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadString() ?? "";
        return values;
    }
}

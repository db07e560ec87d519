using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>Bytes of an unknown form as a value of JSON.</summary>
internal static class AnyBytes
{
    /// <summary>A string: the text if it is UTF-8, otherwise base64. JSON is not nested: nobody says that it was meant as such.</summary>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> bytes)
    {
        var json = new ArrayBufferWriter<byte>(bytes.Length + 2);
        using (var writer = new Utf8JsonWriter(json, JsonFormat.Writing))
        {
            if (Utf8.IsValid(bytes))
                writer.WriteStringValue(bytes);
            else
                writer.WriteBase64StringValue(bytes);
        }

        return json.WrittenMemory;
    }
}

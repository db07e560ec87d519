using System.Buffers;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>The part of what is stored that is the application's: told by its size and form, and itself only if it is asked for.</summary>
internal static class Payload
{
    /// <summary>Adds a payload of MessagePack.</summary>
    /// <param name="row">Takes the facts.</param>
    /// <param name="bytes">The payload.</param>
    /// <param name="show">Whether the value itself is shown.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? AddMessagePack(Row row, ReadOnlyMemory<byte> bytes, bool show)
    {
        row.Add("payload", new ByteCount(bytes.Length));
        if (bytes.IsEmpty)
            return null;
        var json = show ? new ArrayBufferWriter<byte>(bytes.Length) : null;
        if (MessagePackJson.Write(bytes, json) is { } problem)
            return $"the payload {problem}: it is damaged, or of a serializer of the application";
        row.Add("form", MessagePackJson.Describe(bytes));
        if (json is not null)
            row.Add("value", new JsonText(json.WrittenMemory));
        return null;
    }

    /// <summary>Adds a payload of any other form: text as text, anything else in base64.</summary>
    public static void AddBytes(Row row, ReadOnlyMemory<byte> bytes, bool show)
    {
        row.Add("payload", new ByteCount(bytes.Length));
        if (show)
            row.Add("value", new JsonText(AnyBytes.ToJson(bytes.Span)));
    }
}

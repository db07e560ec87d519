using System.Buffers;

namespace Shop.Custom;

public sealed class Text(string value)
{
    public string Value { get; } = value;
}

public sealed class TextSerializer : IKvSerializer<Text>
{
    public void Serialize(IBufferWriter<byte> writer, Text value) => writer.Write(System.Text.Encoding.UTF8.GetBytes(value.Value));

    public Text Deserialize(ReadOnlyMemory<byte> bytes) => new(System.Text.Encoding.UTF8.GetString(bytes.Span));
}

public sealed partial class Pages(KvClient first, MemoryKvClient second)
{
    private readonly KvClient _first = first, _second = second;

    [Cached("page:{url}", Ttl = "10m", Serializer = typeof(TextSerializer), Client = nameof(_second))]
    private Task<Text?> PageCoreAsync(string url) => Task.FromResult<Text?>(new(url + _first));
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>The body of an HTTP record, to the byte: a later version must read what this one has written.</summary>
public sealed class StoredResponseGoldenTests
{
    private static readonly Dictionary<string, StoredResponse> s_responses = new()
    {
        ["whole"] = new([new("Content-Type", "text/plain"), new("Link", new StringValues(["a", "b"]))], Encoding.UTF8.GetBytes("hi")),
        ["empty"] = new([], ReadOnlyMemory<byte>.Empty),
        ["not-kept"] = new([new("Location", "/orders/7")], null),
    };

    [Fact]
    public void H2_Stored_answers_of_version_1_are_written_as_ever() =>
        Assert.Equal(File.ReadAllLines(Path()), s_responses.Select(static pair => $"{pair.Key} {Convert.ToHexString(Write(pair.Value))}"));

    [Fact]
    public void H2_Stored_answers_of_version_1_are_read()
    {
        foreach (var (name, bytes) in File.ReadAllLines(Path()).Select(static line => line.Split(' ')).Select(static parts => (parts[0], Convert.FromHexString(parts[1]))))
        {
            var read = StoredResponseSerializer.Instance.Deserialize(bytes);
            Assert.Equal(s_responses[name].Headers, read.Headers);
            Assert.Equal(s_responses[name].Body?.ToArray(), read.Body?.ToArray());
        }
    }

    [Theory]
    [InlineData("930280C0")]
    [InlineData("920180")]
    [InlineData("930180C000")]
    public void H3_A_stored_answer_of_another_format_is_refused(string bytes) =>
        Assert.Throws<KvSerializationException>(() => StoredResponseSerializer.Instance.Deserialize(Convert.FromHexString(bytes)));

    private static byte[] Write(StoredResponse response)
    {
        var writer = new ArrayBufferWriter<byte>();
        StoredResponseSerializer.Instance.Serialize(writer, response);
        Assert.InRange(writer.WrittenCount, 0, response.Size);
        return writer.WrittenSpan.ToArray();
    }

    private static string Path([CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "stored-responses.v1.txt");
}

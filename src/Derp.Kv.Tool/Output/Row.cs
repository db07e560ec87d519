using System.Collections;

namespace Derp.Kv.Tool.Output;

/// <summary>
/// Named facts in their order: a line of a table, or an object of JSON. Names are those of JSON, in camel case; a table shows their words.
/// Values are text, lists of text, numbers, truth values, moments, durations, <see cref="ByteCount"/>, <see cref="Expiry"/>, <see cref="JsonText"/> or null.
/// </summary>
internal sealed class Row : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];

    public void Add(string name, object? value) => _fields.Add(new(name, value));

    /// <summary>Adds what is there; a table then has no line for it either.</summary>
    public void AddIfAny(string name, object? value)
    {
        if (value is not null and not IReadOnlyCollection<string> { Count: 0 })
            Add(name, value);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A number of bytes.</summary>
internal readonly record struct ByteCount(long Bytes);

/// <summary>What is left of a key's life.</summary>
/// <param name="Left">Null: it has no end.</param>
internal readonly record struct Expiry(TimeSpan? Left);

/// <summary>A value that is JSON already, in UTF-8.</summary>
internal sealed record JsonText(ReadOnlyMemory<byte> Utf8);

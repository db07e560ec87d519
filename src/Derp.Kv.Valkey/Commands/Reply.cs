using System.Globalization;
using System.Text;

namespace Derp.Kv.Valkey.Commands;

/// <summary>Reads replies as the interface of channels describes them; anything else is an error.</summary>
internal static class Reply
{
    public static long Number(object? reply) => reply switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        byte[] text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw NotUnderstood(),
    };

    public static bool IsOne(object? reply) => Number(reply) == 1;

    /// <summary>Whether a conditional command was executed; the server returns null if it was not.</summary>
    public static bool IsDone(object? reply) => reply is not null;

    public static byte[]? Bytes(object? reply) => reply switch
    {
        null => null,
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => throw NotUnderstood(),
    };

    public static object?[] Items(object? reply, int atLeast) =>
        reply is object?[] items && items.Length >= atLeast ? items : throw NotUnderstood();

    public static KvException NotUnderstood() => new("The server's reply cannot be read.");
}

using System.Text;
using System.Text.Unicode;
using global::Valkey.Glide;

namespace Derp.Kv.Valkey.Glide;

/// <summary>The library's values, from and to bytes.</summary>
internal static class GlideValues
{
    public static GlideString[] Arguments(byte[][] command) => Array.ConvertAll(command, Argument);

    public static object? Reply(object? reply) => reply switch
    {
        GlideString text => (byte[]?)text,
        object?[] items => Array.ConvertAll(items, Reply),
        _ => reply,
    };

    // For bytes, 1.1.0 also creates a text of their hexadecimal digits, of 54 bytes each. Text can be passed as text, and
    // is sent as the same bytes.
    private static GlideString Argument(byte[] bytes) =>
        Utf8.IsValid(bytes) ? new GlideString(Encoding.UTF8.GetString(bytes)) : new GlideString(bytes);
}

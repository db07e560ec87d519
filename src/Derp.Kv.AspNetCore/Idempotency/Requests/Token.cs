using System.Buffers;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>Tokens of HTTP (RFC 9110, 5.6.2): names of headers and methods.</summary>
internal static class Token
{
    private static readonly SearchValues<char> s_characters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool Is(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_characters);
}

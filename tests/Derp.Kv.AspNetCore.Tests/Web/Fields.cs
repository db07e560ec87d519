using System.Globalization;
using System.Text;

namespace Derp.Kv.AspNetCore.Tests.Web;

/// <summary>A member of <c>RateLimit</c> or <c>RateLimit-Policy</c>: a String with Integers as parameters.</summary>
internal sealed record Member(string Name, IReadOnlyDictionary<string, long> Parameters)
{
    public long? this[string name] => Parameters.TryGetValue(name, out var value) ? value : null;
}

/// <summary>A strict reader of the lists that RFC 9651 allows there; anything else fails.</summary>
internal static class Fields
{
    public static IReadOnlyList<Member> Limits(this HttpResponseMessage response) => Read(response, "RateLimit");

    public static IReadOnlyList<Member> Policies(this HttpResponseMessage response) => Read(response, "RateLimit-Policy");

    public static long? RetryAfter(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values) ? long.Parse(values.Single(), CultureInfo.InvariantCulture) : null;

    private static List<Member> Read(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Parse(string.Join(", ", values)) : [];

    private static List<Member> Parse(string text)
    {
        var members = new List<Member>();
        var at = 0;
        while (true)
        {
            var name = ReadString(text, ref at);
            var parameters = new Dictionary<string, long>();
            while (at < text.Length && text[at] == ';')
            {
                var equals = text.IndexOf('=', at);
                var end = text.AsSpan(equals + 1).IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? equals + 1 + length : text.Length;
                parameters.Add(text[(at + 1)..equals], long.Parse(text.AsSpan((equals + 1)..end), CultureInfo.InvariantCulture));
                at = end;
            }

            members.Add(new(name, parameters));
            if (at == text.Length)
                return members;
            Assert.Equal(", ", text.Substring(at, 2));
            at += 2;
        }
    }

    private static string ReadString(string text, ref int at)
    {
        Assert.Equal('"', text[at++]);
        var value = new StringBuilder();
        while (text[at] != '"')
        {
            if (text[at] == '\\')
                Assert.Contains(text[++at], "\"\\");
            Assert.InRange(text[at], ' ', '~');
            value.Append(text[at++]);
        }

        at++;
        return value.ToString();
    }
}

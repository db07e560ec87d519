using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.Page.Viewing;

/// <summary>The page's three files. Script and style have names that change with their bytes, so that browsers keep them.</summary>
internal sealed class PageFiles
{
    private readonly string _page = Encoding.UTF8.GetString(Read("page.html"));

    public PageFiles() => (Script, ScriptName, Style, StyleName) = (Read("page.js"), NameOf("page.js"), Read("page.css"), NameOf("page.css"));

    public byte[] Script { get; }

    public string ScriptName { get; }

    public byte[] Style { get; }

    public string StyleName { get; }

    /// <summary>The page for the address at which it was asked for.</summary>
    /// <param name="root">Path base and path.</param>
    public byte[] PageAt(PathString root)
    {
        var encoded = WebUtility.HtmlEncode(root.ToUriComponent().TrimEnd('/'));
        return Encoding.UTF8.GetBytes(_page
            .Replace("{{root}}", encoded, StringComparison.Ordinal)
            .Replace("{{js}}", $"{encoded}/{ScriptName}", StringComparison.Ordinal)
            .Replace("{{css}}", $"{encoded}/{StyleName}", StringComparison.Ordinal));
    }

    private static string NameOf(string file) =>
        $"{Path.GetFileNameWithoutExtension(file)}.{Convert.ToHexStringLower(SHA256.HashData(Read(file)))[..12]}{Path.GetExtension(file)}";

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

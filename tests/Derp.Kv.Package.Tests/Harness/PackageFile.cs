using System.IO.Compression;
using System.Xml.Linq;

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A package, read.</summary>
internal sealed class PackageFile(string path) : IDisposable
{
    private readonly ZipArchive _zip = ZipFile.OpenRead(path);

    /// <summary>What the package brings, without the parts that describe the package itself.</summary>
    public IEnumerable<string> Files =>
        from entry in _zip.Entries
        let name = entry.FullName
        where !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal)
            && !name.EndsWith(".nuspec", StringComparison.Ordinal)
            && name != "[Content_Types].xml"
        orderby name
        select name;

    /// <summary>The metadata element of the nuspec.</summary>
    public XElement Metadata
    {
        get
        {
            using var stream = _zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            return XElement.Load(stream).Elements().Single();
        }
    }

    /// <summary>Each dependency as "framework id version", the assets that do not flow in parentheses.</summary>
    public IEnumerable<string> Dependencies =>
        from dependency in Metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
        let excluded = (string?)dependency.Attribute("exclude")
        let text = $"{(string?)dependency.Parent!.Attribute("targetFramework")} {(string?)dependency.Attribute("id")} {(string?)dependency.Attribute("version")}"
        select excluded is null ? text : $"{text} ({excluded})";

    public string? Text(string name) => (string?)Metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name);

    public byte[] Read(string name)
    {
        using var stream = _zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public void Dispose() => _zip.Dispose();
}

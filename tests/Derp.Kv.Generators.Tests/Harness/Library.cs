using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>Another assembly that user code references, under its own name or under aliases.</summary>
internal sealed class Library(string name, string source, params string[] aliases)
{
    private readonly byte[] _image = Compile(name, source);

    public MetadataReference Reference => MetadataReference.CreateFromImage(_image, new MetadataReferenceProperties(aliases: [.. aliases]));

    public Stream Image() => new MemoryStream(_image);

    private static byte[] Compile(string name, string source)
    {
        using var image = new MemoryStream();
        var result = TestCompilation.Create([source], assemblyName: name).Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        return image.ToArray();
    }
}

namespace Derp.Kv.Generators.Tests.Robustness;

/// <summary>Files of user code that between them touch every part of the parser.</summary>
internal static class Corpus
{
    /// <summary>Name and text of each file, in one order on every machine.</summary>
    public static IReadOnlyList<(string Name, string Text)> Files { get; } =
    [
        .. from name in typeof(Corpus).Assembly.GetManifestResourceNames()
           where name.StartsWith("Corpus/", StringComparison.Ordinal)
           orderby name
           select (name["Corpus/".Length..], Read(name)),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Corpus).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

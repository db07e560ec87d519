using Derp.Kv.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>The generator, cold and after an edit elsewhere, on few methods and on many.</summary>
internal static class GeneratorBenchmark
{
    private const double Gate = 0.02;
    private const int Rounds = 15;

    public static void Run()
    {
        foreach (var methods in (int[])[10, 1000])
        {
            var project = new AnnotatedProject(methods);
            var figures = Benchmarks.Rounds.Measure(warmUps: 3, Rounds,
            [
                Cold(project),
                Primed($"edit elsewhere, {methods:N0} methods", new KvGenerator(), project),
                Primed("the same, finding the attributes alone", new BareGenerator(), project),
            ]);
            Benchmarks.Rounds.Print($"generator, {methods} methods", figures);
            if (methods == 1000)
                Console.WriteLine(FormattableString.Invariant(
                    $"An edit elsewhere costs {figures[1].Ratio:P2} of a cold run: {(figures[1].Ratio < Gate ? "under" : "OVER")} the gate of {Gate:P0}."));
        }
    }

    private static Case Cold(AnnotatedProject project)
    {
        CSharpCompilation compilation = null!;
        return new Case("cold", () => compilation = project.Create(), () => Check(Driver(new KvGenerator()).RunGenerators(compilation)));
    }

    // The driver goes from edit to edit, as in an editor.
    private static Case Primed(string name, IIncrementalGenerator generator, AnnotatedProject project)
    {
        var compilation = project.Create();
        GeneratorDriver driver = Driver(generator).RunGenerators(compilation);
        return new Case(
            name,
            () => compilation = project.Edit(compilation),
            () => driver = Check(driver.RunGenerators(compilation)));
    }

    private static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14));

    private static GeneratorDriver Check(GeneratorDriver driver) =>
        driver.GetRunResult().Results is [{ Exception: null, GeneratedSources.Length: > 0 }]
            ? driver
            : throw new InvalidOperationException("The generator failed.");
}

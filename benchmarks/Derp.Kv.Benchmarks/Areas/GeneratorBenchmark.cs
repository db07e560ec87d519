using Derp.Kv.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>The generator, cold and after an edit elsewhere, on few methods and on many.</summary>
internal static class GeneratorBenchmark
{
    private const double Gate = 0.02;

    public static async Task RunAsync(Settings settings, Report report)
    {
        foreach (var methods in settings.IsQuick ? (int[])[1000] : [10, 1000])
        {
            var project = new AnnotatedProject(methods);
            var figures = await Rounds.MeasureAsync(settings, warmUps: settings.IsQuick ? 1 : 3, rounds: 15,
            [
                Cold(project),
                Primed($"edit elsewhere, {methods:N0} methods", new KvGenerator(), project),
                Primed("the same, finding the attributes alone", new BareGenerator(), project),
            ]);
            report.Add($"Generator, {methods} methods", figures);
            if (methods == 1000)
                report.Gate("an edit elsewhere against a cold run", figures[1].Ratio.Median, Gate);
        }
    }

    private static Case Cold(AnnotatedProject project)
    {
        CSharpCompilation compilation = null!;
        return Case.Of("cold", () => compilation = project.Create(), () => Check(Driver(new KvGenerator()).RunGenerators(compilation)));
    }

    // The driver goes from edit to edit, as in an editor.
    private static Case Primed(string name, IIncrementalGenerator generator, AnnotatedProject project)
    {
        var compilation = project.Create();
        GeneratorDriver driver = Driver(generator).RunGenerators(compilation);
        return Case.Of(
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

using Derp.Kv.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>The generator, cold and after an edit elsewhere, on few methods and on many.</summary>
internal static class GeneratorBenchmark
{
    private const double BodyGate = 0.02;
    private const double DeclarationGate = 0.1;

    public static async Task RunAsync(Settings settings, Report report)
    {
        foreach (var methods in settings.IsQuick ? (int[])[1000] : [10, 1000])
        {
            var project = new AnnotatedProject(methods);
            var figures = await Rounds.MeasureAsync(settings, warmUps: settings.IsQuick ? 1 : 3, rounds: 15,
            [
                Cold(project),
                Primed($"edit elsewhere, {methods:N0} methods", new KvGenerator(), project, project.Edit),
                Primed("edit of a declaration elsewhere", new KvGenerator(), project, project.EditDeclaration),
                Primed("edit of the result of ten methods", new KvGenerator(), project, project.EditResult),
                Primed("edit elsewhere, finding the attributes alone", new BareGenerator(), project, project.Edit),
            ]);
            report.Add($"Generator, {methods} methods", figures);
            if (methods != 1000)
                continue;
            report.Gate("an edit elsewhere against a cold run", figures[1].Ratio.Median, BodyGate);
            report.Gate("an edit of a declaration elsewhere against a cold run", figures[2].Ratio.Median, DeclarationGate);
        }
    }

    private static Case Cold(AnnotatedProject project)
    {
        CSharpCompilation compilation = null!;
        return Case.Of("cold", () => compilation = project.Create(), () => Check(Driver(new KvGenerator()).RunGenerators(compilation)));
    }

    // The driver goes from edit to edit, as in an editor.
    private static Case Primed(string name, IIncrementalGenerator generator, AnnotatedProject project, Func<CSharpCompilation, CSharpCompilation> edit)
    {
        var compilation = project.Create();
        GeneratorDriver driver = Driver(generator).RunGenerators(compilation);
        return Case.Of(
            name,
            () => compilation = edit(compilation),
            () => driver = Check(driver.RunGenerators(compilation)));
    }

    private static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.CSharp14));

    private static GeneratorDriver Check(GeneratorDriver driver) =>
        driver.GetRunResult().Results is [{ Exception: null, GeneratedSources.Length: > 0 }]
            ? driver
            : throw new InvalidOperationException("The generator failed.");
}

using System.Globalization;
using Derp.Kv.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>What annotated methods add to a compilation from nothing: its time, the source and the assembly.</summary>
internal static class MethodsGrowth
{
    public static async Task RunAsync(Settings settings, Report report)
    {
        int[] counts = settings.IsQuick ? [1, 10] : [1, 10, 100, 1_000];
        var cases = counts.SelectMany(static count => new[] { Plain(count), Annotated(count), Generated(count) }).ToList();
        var figures = await Rounds.MeasureAsync(settings, warmUps: 3, rounds: 11, cases, group: 3);

        report.Title("Growth with annotated methods", "Ten to a class; compiled from parsed files to an assembly in memory (release), beside the same project without the attributes.");
        report.Line("| methods | compiled without, ms | with, ms | ratio | quartiles | of it the generator, ms | generated source, kB | assembly without, kB | with, kB |");
        report.Line("|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (var i = 0; i < counts.Length; i++)
        {
            var (plain, annotated, generator) = (figures[3 * i], figures[(3 * i) + 1], figures[(3 * i) + 2]);
            var before = new AnnotatedProject(counts[i], isAnnotated: false).Create();
            var after = Generate(new AnnotatedProject(counts[i]).Create());
            var source = after.SyntaxTrees.Sum(static tree => tree.Length) - new AnnotatedProject(counts[i]).Create().SyntaxTrees.Sum(static tree => tree.Length);
            report.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"| {counts[i]:N0} | {Milliseconds(plain):N1} | {Milliseconds(annotated):N1} | {annotated.Ratio.Median:0.00} | {annotated.Ratio.First:0.00}–{annotated.Ratio.Third:0.00} " +
                $"| {Milliseconds(generator):N1} | {source / 1e3:N1} | {Image(before) / 1e3:N1} | {Image(after) / 1e3:N1} |"));
        }
    }

    private static Case Plain(int count) => Of("without", new AnnotatedProject(count, isAnnotated: false), static project => Image(project));

    private static Case Annotated(int count) => Of("with", new AnnotatedProject(count), static project => Image(Generate(project)));

    private static Case Generated(int count) => Of("the generator", new AnnotatedProject(count), static project => Generate(project));

    private static Case Of(string name, AnnotatedProject project, Action<CSharpCompilation> run)
    {
        CSharpCompilation compilation = null!;
        return Case.Of(name, () => compilation = project.Create(), () => run(compilation));
    }

    private static CSharpCompilation Generate(CSharpCompilation project)
    {
        CSharpGeneratorDriver.Create([new KvGenerator().AsSourceGenerator()], parseOptions: AnnotatedProject.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(project, out var generated, out _);
        return (CSharpCompilation)generated;
    }

    private static long Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success ? image.Length : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
    }

    private static double Milliseconds(Figures figures) => figures.Nanoseconds / 1e6;
}

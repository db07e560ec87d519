using System.Composition;
using System.Reflection;
using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

/// <summary>G7: what the index of the diagnostics says of fixes is so.</summary>
public class FixTableTests
{
    private static List<Type> Providers =>
        [.. typeof(PlannedFixProvider).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)];

    private static HashSet<string> Fixable =>
        [.. Providers.SelectMany(t => ((CodeFixProvider)Activator.CreateInstance(t)!).FixableDiagnosticIds)];

    public static TheoryData<string> Ids => [.. Descriptors.All.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Index_says_whether_there_is_a_fix(string id) =>
        Assert.EndsWith(Fixable.Contains(id) ? "| yes |" : "| no |", Index().Split('\n').Single(l => l.Contains($"({id}.md)", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Fixes_are_for_diagnostics_that_there_are() =>
        Assert.Equal(["CS9035"], Fixable.Except(Descriptors.All.Select(d => d.Id)));

    [Fact]
    public void Editors_find_every_fix() => Assert.All(Providers, t =>
    {
        Assert.Equal([LanguageNames.CSharp], t.GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages);
        Assert.NotNull(t.GetCustomAttribute<SharedAttribute>());
        Assert.True(t.IsPublic);
    });

    private static string Index([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../docs/diagnostics/README.md"));
}

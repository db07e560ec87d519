using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Derp.Kv.Docs.Tests;

/// <summary>A reader's project: the SDK's implicit usings, nullable annotations, the packages, the generator and its analyzers.</summary>
internal static class Reader
{
    private const string Sdk = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string WebSdk = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private static readonly Type[] s_tools = Assembly.Load("Derp.Kv.Generators").GetTypes();

    // Of the packages that guides lead away from. What a guide leads to must compile without them.
    private static readonly string[] s_peers =
    [
        "Microsoft.Extensions.Caching.Hybrid.dll",
        "Microsoft.Extensions.Caching.StackExchangeRedis.dll",
        "RedisRateLimiting.dll",
        "RedisRateLimiting.AspNetCore.dll",
        "ZiggyCreatures.FusionCache.dll",
        "ZiggyCreatures.FusionCache.Backplane.StackExchangeRedis.dll",
        "ZiggyCreatures.FusionCache.Serialization.SystemTextJson.dll",
    ];

    private static readonly ImmutableArray<MetadataReference> s_withPeers = References();

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. s_withPeers.Where(static reference => !s_peers.Contains(Path.GetFileName(reference.Display)))];

    /// <summary>What the process could load, as references.</summary>
    public static IReadOnlyList<MetadataReference> Packages => s_references;

    /// <inheritdoc cref="CompileAsync(IEnumerable{string}, string, CancellationToken, bool)"/>
    public static Task<(Compilation Output, IReadOnlyList<Diagnostic> Problems)> CompileAsync(IEnumerable<string> pasted, CancellationToken ct, bool withPeers = false) =>
        CompileAsync(pasted, "", ct, withPeers);

    /// <summary>Pastes, generates and compiles.</summary>
    /// <param name="pasted">The blocks of one file.</param>
    /// <param name="component">C# that the Razor compiler has made of a file beside it, or nothing.</param>
    /// <param name="ct">Ends the compilation.</param>
    /// <param name="withPeers">Whether the project also has the packages of other caches and limiters.</param>
    /// <returns>The compilation, with what was generated, and every warning and error.</returns>
    public static async Task<(Compilation Output, IReadOnlyList<Diagnostic> Problems)> CompileAsync(
        IEnumerable<string> pasted, string component, CancellationToken ct, bool withPeers = false)
    {
        var file = Join(pasted);
        var usings = file.ToString().Contains("WebApplication.", StringComparison.Ordinal) ? Sdk + "\n" + WebSdk : Sdk;
        var kind = file.Members.Any(static member => member is GlobalStatementSyntax) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var project = CSharpCompilation.Create(
            "Example",
            [Tree(usings, "Usings.cs"), Tree(file.ToFullString(), "Program.cs"), Tree(component, "Page.razor.g.cs")],
            withPeers ? s_withPeers : s_references,
            Options(kind));

        var generators = s_tools.Where(static type => type.IsDefined(typeof(GeneratorAttribute)))
            .Select(static type => ((IIncrementalGenerator)Activator.CreateInstance(type, nonPublic: true)!).AsSourceGenerator());
        CSharpGeneratorDriver.Create(generators, parseOptions: s_parse).RunGeneratorsAndUpdateCompilation(project, out var output, out var said, ct);
        var analyzers = s_tools.Where(static type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute)))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type, nonPublic: true)!);
        var problems = await output.WithAnalyzers([.. analyzers]).GetAllDiagnosticsAsync(ct);
        return (output, [.. said.Concat(problems).Where(static d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed)]);

        SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parse, path, cancellationToken: ct);
    }

    // One file has its usings first, then statements, then types; so a reader merges the block that is pasted below.
    private static CompilationUnitSyntax Join(IEnumerable<string> pasted)
    {
        var files = pasted.Select(static code => CSharpSyntaxTree.ParseText(code, s_parse).GetCompilationUnitRoot()).ToList();
        if (files.Count == 1)
            return files[0];
        var members = files.SelectMany(static file => file.Members).ToList();
        return SyntaxFactory.CompilationUnit()
            .WithUsings([.. files.SelectMany(static file => file.Usings).DistinctBy(static item => item.ToString())])
            .WithMembers([.. members.OrderBy(static member => member is not GlobalStatementSyntax)]);
    }

    private static CSharpCompilationOptions Options(OutputKind kind) => new(
        kind,
        nullableContextOptions: NullableContextOptions.Enable,
        specificDiagnosticOptions: new Dictionary<string, ReportDiagnostic>
        {
            // As the SDK has it.
            ["CS1701"] = ReportDiagnostic.Suppress,
            ["CS1702"] = ReportDiagnostic.Suppress,
        });

    private static ImmutableArray<MetadataReference> References()
    {
        var loadable = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToImmutableArray();
        return loadable.Add(Valkey(loadable));
    }

    // The client on Valkey.Glide stands outside the solution, because its package is not on every feed. What a reader calls needs no
    // package: it is compiled here without the folder that does, under its own name, and only its declarations are kept.
    private static PortableExecutableReference Valkey(ImmutableArray<MetadataReference> references)
    {
        var files = Repository.Sources.Where(static path => path.StartsWith("src/Derp.Kv.Valkey/", StringComparison.Ordinal) && !path.Contains("/Glide/", StringComparison.Ordinal))
            .Select(static path => CSharpSyntaxTree.ParseText(Repository.Read(path), s_parse, path))
            .Append(CSharpSyntaxTree.ParseText(Sdk, s_parse))
            .Append(CSharpSyntaxTree.ParseText("namespace Derp.Kv.Valkey; partial class ValkeyClient { private static partial Derp.Kv.Valkey.Channel.ICommandConnector CreateConnector() => throw new NotSupportedException(); }", s_parse));
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("Derp.Kv.Valkey", files, references, Options(OutputKind.DynamicallyLinkedLibrary))
            .Emit(image, options: new Microsoft.CodeAnalysis.Emit.EmitOptions(metadataOnly: true));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}

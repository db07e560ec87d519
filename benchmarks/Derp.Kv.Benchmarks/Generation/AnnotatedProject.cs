using Basic.Reference.Assemblies;
using MessagePack;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>A project with so many annotated methods, ten to a class, a class to a file, and one file without any.</summary>
/// <param name="methods">How many.</param>
/// <param name="isAnnotated">False: the same methods without their attributes.</param>
internal sealed class AnnotatedProject(int methods, bool isAnnotated = true)
{
    private const int MethodsOfAClass = 10;

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] s_references =
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(KvClient).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(MessagePackSerializer).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(KeyAttribute).Assembly.Location),
    ];

    private int _edits;
    private bool _hasStock;

    public static CSharpParseOptions ParseOptions => s_parse;

    /// <summary>A project of one file.</summary>
    public static CSharpCompilation With(string source) => CSharpCompilation.Create(
        "Measured",
        [Parse(source, "Source.cs")],
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The whole project, parsed anew: nothing is known of it.</summary>
    public CSharpCompilation Create() => CSharpCompilation.Create(
        "Measured",
        [.. Enumerable.Range(0, (methods + MethodsOfAClass - 1) / MethodsOfAClass).Select(i => Parse(Class(i), $"Service{i}.cs")), Elsewhere(0)],
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The project after a key was pressed in the body of a method that is not annotated, nor is its class.</summary>
    public CSharpCompilation Edit(CSharpCompilation project) =>
        project.ReplaceSyntaxTree(project.SyntaxTrees[^1], Elsewhere(++_edits));

    /// <summary>The project after a declaration was edited that no annotated method has to do with.</summary>
    public CSharpCompilation EditDeclaration(CSharpCompilation project) =>
        project.ReplaceSyntaxTree(project.SyntaxTrees[^1], Elsewhere(0, $"Sum{++_edits}"));

    /// <summary>The project after the result of ten methods got another member, or lost it again.</summary>
    public CSharpCompilation EditResult(CSharpCompilation project)
    {
        _hasStock = !_hasStock;
        var text = _hasStock ? Class(0).Replace("(int Id,", "(int Id, int Stock,", StringComparison.Ordinal) : Class(0);
        return project.ReplaceSyntaxTree(project.SyntaxTrees[0], Parse(text, "Service0.cs"));
    }

    private static SyntaxTree Elsewhere(int edit, string name = "Sum") =>
        Parse($$"""
            namespace Measured;
            public static class Elsewhere
            {
                public static int {{name}}(int a, int b)
                {
                    var c = a + {{edit}};
                    return c + b;
                }
            }
            """, "Elsewhere.cs");

    private string Class(int i) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Derp.Kv;

        namespace Measured.Part{{i % 10}};

        public sealed record Item{{i}}(int Id, string Name, decimal Price, IReadOnlyList<string> Tags, DateTimeOffset At);

        public sealed partial class Service{{i}}(KvClient kv)
        {
        {{string.Join("\n", Enumerable.Range(0, Math.Min(MethodsOfAClass, methods - (i * MethodsOfAClass))).Select(m => isAnnotated ? Method(i, m) : Bare(Method(i, m))))}}
        }
        """;

    private static string Method(int i, int m) => (m % 5) switch
    {
        3 => $$"""
                [Idempotent("pay-{{i}}-{{m}}:{key}", Ttl = "1d")]
                private Task<string> Pay{{m}}CoreAsync(string key, decimal amount, CancellationToken ct = default) => Task.FromResult(key + amount);
            """,
        4 => $$"""
                [RateLimited("log-in-{{i}}-{{m}}:{user}", Limit = 5, Window = "1m")]
                private async Task LogIn{{m}}CoreAsync(string user, CancellationToken ct = default) => await Task.Delay(user.Length, ct);
            """,
        _ => $$"""
                [Cached("item-{{i}}-{{m}}:{tenant}:{sku}", Ttl = "5m")]
                private async Task<Item{{i}}?> Get{{m}}CoreAsync(int tenant, string sku, CancellationToken ct = default)
                {
                    await Task.Delay(tenant, ct);
                    return new Item{{i}}(tenant, sku, 1.5m, [], DateTimeOffset.UnixEpoch);
                }
            """,
    };

    // The attribute is the first line.
    private static string Bare(string method) => method[(method.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parse, path);
}

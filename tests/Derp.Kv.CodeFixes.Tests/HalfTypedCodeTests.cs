using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.CodeFixes.Tests;

/// <summary>A lightbulb is asked for while code is being written: no fix throws, whatever is missing.</summary>
public class HalfTypedCodeTests
{
    private const string Source = """
        public class Outer<T>
        {
            public partial class C(KvClient kv)
            {
                [Cached("x:{idd:D4}:{order.Nam}", Ttl = "1m"), RateLimited("x")]
                public Task<int> GetAsync(int id, Order order, IServiceProvider services) => GetAsync(id, order, services);
                [Cached] private Task<int> A(object x) => null!;
                [Cached(Version = 1)] internal virtual Task<int> BCoreAsync(int x, [NotKey] string y) => null!;
                [Idempotent("x:{id}:{}", Ttl = "1m")] private async void CCoreAsync(int id, ILogger<C> log) { await Task.Yield(); }
                [Cached("d:{x}", Ttl = "1m")] public Task<int> DCoreAsync(int x, string y, object z) => null!;
                [Cached("e:{x}", Ttl = "1m")] protected internal Task<int> ECoreAsync(int x) => null!;
                [Idempotent("l:{x}", Ttl = "1m", Ledger = true, LockTtl = "1s")] private Task LCoreAsync(int x) => null!;
                [Idempotent("m:{x}", Ttl = "1m")] private Task MCoreAsync(int x, Derp.Kv.Ledger.LedgerTransaction tx) => null!;
                [Idempotent("n:{x}", Ttl = "1m", Ledger = true)] private Task NCoreAsync(int x, Derp.Kv.Ledger.LedgerTransaction? tx = null) => null!;
                public Func<int, Task<int>> Use() => x => ECoreAsync(x) ?? this.ECoreAsync(1);
            }
        }
        """;

    private static readonly CodeFixProvider[] s_providers =
        [.. typeof(PlannedFixProvider).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(CodeFixProvider)) && !t.IsAbstract)
            .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!)];

    [Fact]
    public async Task Every_missing_word_is_survived()
    {
        var offered = await OfferedAsync(Source);
        Assert.True(offered > 5, $"Only {offered} fixes are offered for what is whole.");
        foreach (var token in CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantTokens())
            await OfferedAsync(Source.Remove(token.SpanStart, token.Span.Length));
    }

    [Fact]
    public async Task Every_end_at_a_line_is_survived()
    {
        var lines = Source.Split('\n');
        for (var count = 1; count < lines.Length; count++)
            await OfferedAsync(string.Join('\n', lines[..count]));
    }

    private static async Task<int> OfferedAsync(string source)
    {
        var project = UserProject.Of(source);
        var count = 0;
        foreach (var diagnostic in await project.EditorDiagnosticsAsync())
        {
            foreach (var provider in s_providers.Where(p => p.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                var actions = new List<CodeAction>();
                var document = project.Project.GetDocument(diagnostic.Location.SourceTree)!;
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
                foreach (var action in actions)
                    Assert.NotEmpty(await action.GetOperationsAsync(TestContext.Current.CancellationToken));
                count += actions.Count;
            }
        }

        return count;
    }
}

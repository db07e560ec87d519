using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated limiters that take permits in advance, as they run on memory.</summary>
public class PermitBatchRunningTests
{
    [Fact]
    public async Task R17_Permits_taken_in_advance_admit_exactly_the_limit() =>
        Assert.Equal("25 of 40, counted 25/3600000, PermitBatch 10", await CompiledCode.RunAsync<string>("""
            using System.Linq;
            using System.Text;
            using Derp.Kv.Runtime;
            public sealed partial class C(KvClient kv)
            {
                [RateLimited("find:{id}", Limit = 25, Window = "1h", PermitBatch = 10)]
                private ValueTask<int> FindCoreAsync(string id) => new(1);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new C(kv);
                    var found = 0;
                    for (var i = 0; i < 40; i++)
                    {
                        try { found += await c.FindAsync("a"); }
                        catch (RateLimitExceededException) { }
                    }

                    var counter = "";
                    await foreach (var key in kv.ScanAsync())
                        counter = Encoding.UTF8.GetString((await kv.GetAsync(key))!);
                    var manifest = (KvManifestAttribute)typeof(C).Assembly.GetCustomAttributes(typeof(KvManifestAttribute), false).Single();
                    return $"{found} of 40, counted {counter}, PermitBatch {manifest.ReadMethods().Single().Settings.Single(s => s.Key == "PermitBatch").Value}";
                }
            }
            """));
}

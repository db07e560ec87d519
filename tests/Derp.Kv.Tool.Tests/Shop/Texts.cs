namespace Derp.Kv.Tool.Tests.Shop;

public sealed partial class Texts(KvClient kv)
{
    [Cached("text", Ttl = "5m")]
    private Task<string> GetCoreAsync([NotKey] string text) => Task.FromResult(text);
}

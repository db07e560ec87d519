namespace A
{
    namespace B
    {
        public partial interface IOuter
        {
            public static partial class Mid
            {
                protected internal partial class C
                {
                    protected static readonly KvClient Kv = new MemoryKvClient();

                    [Cached("c:{x.Hour}:{y.Length}", Ttl = "5m")]
                    protected static Task<Hidden[]> GetCoreAsync(DateTime x, string y) => Task.FromResult<Hidden[]>([]);

                    protected internal sealed record Hidden(int Id, Hidden? Parent);
                }
            }
        }
    }

    public partial class Cc(KvClient kv)
    {
        [Cached(Ttl = "1s")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        [Cached(Ttl = "1s")] private Task<int> GetCoreAsync(string id) => Task.FromResult(id.Length);
    }

    public partial class CC(KvClient kv)
    {
        [Cached(Ttl = "1s")] private Task<int> GetCore(long id) => Task.FromResult((int)id);
    }
}

namespace Wrong;

file partial class Hidden(KvClient kv)
{
    [Cached(Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
}

public class NotPartial(KvClient kv, KvClient other)
{
    [Cached("{id}{name}", Ttl = "5 minutes")] private Task<int> GetCoreAsync(int id, string name) => Task.FromResult(id);
}

public partial class Wrong(KvClient kv, KvClient other)
{
    [Cached("{missing", Ttl = "1m", Jitter = "200%")] private Task<int> BraceCoreAsync(int id) => Task.FromResult(id);
    [Cached("derp:{id.Missing:D}", Ttl = "1m", Client = nameof(Missing))] private Task<object> PathCoreAsync(int id, int left) => null!;
    [RateLimited("x", Limit = 0, Window = "-1s", Burst = 9, Cost = -1)] private async void NothingCore(ref int id, out int y, Span<int> z) => y = 1;
    [Idempotent(null!, Ttl = "99999999d", Serializer = typeof(List<>))] private Task<T> GenericCoreAsync<T>(in T id, __arglist) => null!;
    [Cached(Ttl = "1m")] private unsafe Task<int[,]> PointerCoreAsync(int* p, delegate*<int, void> f, dynamic d, (int, int) t) => null!;
    [Cached("a:{id}", Ttl = "1m"), Cached("a:{id}", Ttl = "2m")] private Task<int> Other(int id, CancellationToken a, CancellationToken b) => null!;

    public int Local
    {
        [Cached(Ttl = "1m")] get
        {
            [Cached(Ttl = "1m")] Task<int> LocalCoreAsync(int id) => Task.FromResult(id);
            var lambda = [Cached(Ttl = "1m")] (int id) => Task.FromResult(id);
            return LocalCoreAsync(1).Id + lambda(2).Id;
        }
    }
}

[MessagePack.Union(0, typeof(Circle)), MessagePack.Union(7, typeof(Square))]
public interface IShape;

[MessagePack.MessagePackObject(keyAsPropertyName: true)]
public sealed record Circle(double Radius) : IShape;

[MessagePack.MessagePackObject]
public sealed record Square([property: MessagePack.Key("s")] float Side) : IShape;

public partial class Shapes(KvClient kv)
{
    [Cached("shape:{id}", Ttl = "1m")] private Task<IShape?> ShapeCoreAsync(char id) => Task.FromResult<IShape?>(null);
}

public static partial class Extensions
{
    extension(KvClient kv)
    {
        [Cached(Ttl = "1m")] public Task<int> GetCoreAsync(int id) => Task.FromResult(id);
    }

    [Cached(Ttl = "1m")] public static Task<int> SeeCoreAsync(this KvClient kv, int id) => Task.FromResult(id);
}

#nullable disable
namespace Shop.Regional;

public sealed class User { public int Id { get; set; } public string Name { get; private set; } }

public abstract class Tenancy { protected int Tenant => 7; protected static string Culture { get; } = "en"; }

public sealed partial class Feed(KvClient kv, User user, string region) : Tenancy
{
    private const string Edition = "v2";

    public partial Task<string> MineAsync(int take);

    [Cached("feed:{user.Id}:{region}:{Tenant}:{Culture}:{Edition}:{take:D2}", Ttl = "5m")]
    [RateLimited("feed:{user.Id}", Limit = 5, Window = "1m", Shared = true)]
    [Idempotent("feed:{user.Name}:{take}", Ttl = "1d")]
    private Task<string> MineCoreAsync(int take) => Task.FromResult(region + user.Id + take);

    [Cached(Ttl = "1m")] private Task<IEnumerable<string>> AllCoreAsync(User user, System.Net.IPAddress from) => Task.FromResult<IEnumerable<string>>([]);
    [Cached(Ttl = "1m")] private Task<IEnumerable<string>> AllCoreAsync(User user, System.Net.IPAddress from, CancellationToken ct) => Task.FromResult<IEnumerable<string>>([]);

    [Idempotent("import:{user.Name}:{id}", Ttl = "1d")]
    private Task<List<(int, IEnumerable<int>)>> ImportCoreAsync(int? id, [NotKey] IEnumerable<string> rows) => Task.FromResult(new List<(int, IEnumerable<int>)>());
}

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>
/// A project in which each part of the code has several forms. A form changes what a wrapper depends on in one of the ways in
/// which an edit can: a member, a part, a base, a constant, a name that hides another, a directive, a using, an attribute.
/// </summary>
internal static class Workshop
{
    /// <summary>Files as templates: <c>‹name›</c> stands for a part. A file whose text is empty is not there.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        "‹global›‹assembly›",
        "‹nullable›namespace Shop.Models;\n‹partial›record ‹Item›(int Id, string Name‹member›)‹itemBase›;\npublic class ItemBase { ‹baseState› }\n",
        "‹itemPart›",
        """
        namespace Shop.Models;
        public ‹readonly›struct Money { public ‹centsType› Cents { ‹getter› set; } public static Money Zero { get { return ‹body›; } } }
        ‹kindAttribute›public enum Kind { None, ‹kinds› }
        public class Foreign { public int Value { get; set; } ‹foreignState› }
        public interface ICatalog‹contract›;
        public class Box<T> { public T? Value { get; set; } ‹boxMember› }
        """,
        "namespace Shop { public static class Times { public const string Ttl = ‹ttl›; ‹times› } }\n",
        "namespace Shop { public static class Moments { public const string Min = ‹min›; public const string Second = \"1s\"; } }\n",
        "‹shadow›",
        "‹elsewhere›",
        """
        ‹usings›namespace Shop.Services;
        public abstract class ServiceBase‹baseParameters› { ‹baseClient› ‹nested› }
        """,
        """
        using Shop.Models;
        ‹usings›namespace Shop.Services;
        public partial class Catalog(KvClient kv‹clients›)
        {
            ‹beside›
            [Cached("item:{id}", Ttl = Times.Ttl‹near›‹refresh›)]
            private Task<‹decides›> GetCoreAsync(int id‹previous›) { return Task.FromResult<‹decides›>(‹body2›); }
            [Cached("money:{money}:{kind}", Ttl = "1m"‹name›)]
            private Task<Box<Item>[]> AllCoreAsync(Money money, Kind kind = Kind.None) => Task.FromResult<Box<Item>[]>([]);
            [Cached("item:{id}", Ttl = Times.Ttl‹near›, SharesWith = ‹sharesWith›)]
            private Task<IReadOnlyDictionary<‹id›, Item>> ManyCoreAsync([Each] IReadOnlyList<‹id›> id) => Task.FromResult<IReadOnlyDictionary<‹id›, Item>>(new Dictionary<‹id›, Item>());
            [Cached("kind:{kind}", Ttl = "1m", MaxBatch = (int)Kind.A, SharesWith = "KindAsync")]
            private Task<Box<Item>[]> KindsCoreAsync([Each] Kind[] kind) => Task.FromResult<Box<Item>[]>([]);
            [RateLimited("r:{id}", Limit = 5, Window = "1m")]
            private Task GoCoreAsync(int id) => Task.CompletedTask;
        }
        """,
        """
        using Shop.Models;
        namespace Shop.Services;
        public partial class Payments : ServiceBase
        {
            ‹constructor›
            [Idempotent("pay:{key}", Ttl = Shop.Times.Ttl‹ledger›)]
            private Task<Foreign> PayCoreAsync(string key, ‹transaction›Money money, ‹argument›) => Task.FromResult(new Foreign());
        }
        """,
        "‹serializers›",
        "‹catalogPart›",
        "namespace Shop.Services;\npartial class Catalog { [Cached(\"‹kindKey›\", Ttl = ‹kindTtl›)] private Task<‹kindResult›> KindCoreAsync(Shop.Models.Kind kind) => null!; }\n",
    ];

    public static IReadOnlyDictionary<string, string[]> Parts { get; } = new Dictionary<string, string[]>
    {
        ["global"] = ["", "global using Shop;\n", "global using Item = Shop.Models.Foreign;\n", "global using Shop.Other;\n", "global using Kept = Derp.Kv.CachedAttribute;\n"],
        ["assembly"] = ["", "[assembly: KvSerializerFor(typeof(Shop.Models.Foreign), typeof(Shop.ForeignSerializer))]\n", "[assembly: KvImmutable(typeof(Shop.Models.ItemBase))]\n"],
        ["nullable"] = ["", "#nullable disable\n", "#nullable enable\n"],
        ["partial"] = ["public partial ", "public ", "internal partial ", "public abstract partial ", "public sealed partial "],
        ["Item"] = ["Item", "item", "Thing"],
        ["member"] = ["", ", decimal Price", ", Kind Kind", ", Item? Next", ", Box<Foreign>? Box"],
        ["itemBase"] = ["", " : ItemBase", " : Missing"],
        ["baseState"] = ["", "public int Base { get; set; }", "private int _hidden; public int Hidden() => _hidden;", "public event System.Action? Changed;", "public int Base { get; init; }"],
        ["itemPart"] = ["", "namespace Shop.Models;\npublic partial record Item { public int Extra { get; set; } }\n", "namespace Shop.Models;\npublic partial record Item { private int _state; public void Set(int s) { _state = s; } }\n"],
        ["readonly"] = ["", "partial "],
        ["centsType"] = ["int", "long", "Kind", "object"],
        ["getter"] = ["get;", "get => field;", "get => field + 1;", "get { return 1; }", "get => 1;"],
        ["body"] = ["default", "new()"],
        ["kindAttribute"] = ["", "[System.Obsolete]\n", "[KvName(\"kind\")]\n"],
        ["kinds"] = ["A, B", "B", "A = 5, B"],
        ["foreignState"] = ["", "public string? Text { get; init; }", "public Foreign Self { get; } = null!;"],
        ["contract"] = ["", " : IEquatable<Money>", " : System.IDisposable"],
        ["boxMember"] = ["", "public Item? Other { get; set; }", "public Box(T value) { Value = value; }", "public T[]? Items { get; set; }"],
        ["near"] = ["", ", Near = \"2s\"", ", Near = \"40s\"", ", Near = Moments.Min"],
        ["ttl"] = ["\"1m\"", "\"2m\"", "Moments.Min", "Min", "\"wrong\""],
        ["times"] = ["", "public const string Min = \"7s\";", "public const bool InLedger = true;", "public const string Else = nameof(Moments);"],
        ["min"] = ["\"3m\"", "\"4m\""],
        ["shadow"] =
        [
            "", "namespace Shop.Services { public record Item(long Id); }\n", "namespace Shop.Services { public class Money { } }\n",
            "namespace Shop.Services { public static class Times { public const string Ttl = \"9m\"; } }\n",
            "namespace Shop.Services.Task { public class X; }\n", "namespace Shop { public class CachedAttribute : System.Attribute { } }\n",
            "namespace Shop.Models { public class ITEM; }\n", "namespace Shop.Services { public class Shop { } }\n",
            "namespace Shop.Services { partial class Catalog { public int GetAsync; } }\n",
        ],
        ["elsewhere"] =
        [
            "", "namespace Shop.Other; public class Elsewhere { public int A; }\n", "namespace Shop.Other; public class Elsewhere { public string Name => \"x\"; }\n",
            "namespace Shop.Other; public class Elsewhere { void M() { } }\nnamespace Shop.Unrelated { public class Foreign; }\n", "System.Console.WriteLine(1);\n",
        ],
        ["usings"] = ["", "using Shop.Other;\n", "using static Shop.Times;\n", "using Money = Shop.Models.Foreign;\n"],
        ["baseParameters"] = ["", "(int number)"],
        ["ledger"] = ["", ", Ledger = true", ", Ledger = Shop.Times.InLedger", ", Ledger = true, ReplayFromStore = true"],
        ["transaction"] = ["", "Derp.Kv.Ledger.LedgerTransaction transaction, "],
        ["baseClient"] = ["protected readonly KvClient Kv = null!;", "protected KvClient Kv = null!; protected Derp.Kv.Ledger.KvLedger Book => null!;", "protected KvClient A = null!, B = null!;", "public int Number => 1;"],
        ["nested"] = ["", "public record Item(int Inherited);", "public const string Ttl = \"8m\";"],
        ["clients"] = ["", ", Collaborator more", ", KvClient second"],
        ["beside"] = ["", "public int Other() => 1;", "public int AllAsync => 1;", "public class Item { public int Near { get; set; } }"],
        ["body2"] = ["null!", "default!"],
        ["refresh"] = ["", ", RefreshAfter = Moments.Second", ", StaleIfError = Moments.Min, RefreshOn = RefreshOn.Shared", ", StaleIfError = \"1h\", RefreshOn = RefreshOn.NewScope"],
        ["decides"] = ["Item?", "Cacheable<Item?>", "List<Cacheable<Item>>"],
        ["previous"] = ["", ", Previous<Item?> previous", ", Previous<Money> previous"],
        ["name"] = ["", ", Name = nameof(Times)", ", Name = nameof(Moments.Min)", ", Version = (int)Kind.B"],
        ["sharesWith"] = ["nameof(GetAsync)", "\"GetAsync\"", "nameof(AllAsync)", "null", "nameof(Shop.Services.Catalog.GetAsync)"],
        ["id"] = ["int", "long", "Money", "Item"],
        ["kindKey"] = ["kind:{kind}", "kinds:{kind}", "kind:{kind:D}"],
        ["kindTtl"] = ["\"1m\"", "\"60s\"", "Shop.Moments.Min"],
        ["kindResult"] = ["Shop.Models.Box<Shop.Models.Item>", "Shop.Models.Box<Shop.Models.Item>?", "Shop.Models.Item"],
        ["constructor"] = ["", "public Payments() : base(1) { }"],
        ["argument"] = ["[NotKey] Collaborator? more", "Kind kind", "System.Collections.Generic.List<Item> items"],
        ["serializers"] =
        [
            "namespace Shop { public class ForeignSerializer : IKvSerializer<Shop.Models.Foreign> { public void Serialize(System.Buffers.IBufferWriter<byte> w, Shop.Models.Foreign v) { } public Shop.Models.Foreign Deserialize(System.ReadOnlyMemory<byte> b) => new(); } }\nnamespace Shop.Services { public class Collaborator { } }\n",
            "namespace Shop { public class ForeignSerializer(int n) { public int N => n; } }\nnamespace Shop.Services { public class Collaborator : Derp.Kv.MemoryKvClient { } }\n",
            "namespace Shop.Services { public interface Collaborator { int M(Shop.Models.Item item); } }\n",
        ],
        ["catalogPart"] =
        [
            "", "namespace Shop.Services;\npartial class Catalog { public partial Task<Shop.Models.Item?> GetAsync(int id); }\n", "namespace Shop.Services;\npartial class Catalog : System.IDisposable { public void Dispose() { } private KvClient Mine => null!; }\n",
            "namespace Shop.Services;\npartial class Catalog : Shop.Models.ICatalog { public partial ValueTask<CacheHit<Shop.Models.Item?>> TryGetAsync(int id, CancellationToken ct); }\n",
            "namespace Shop.Services;\npartial class Catalog { public partial ValueTask<CacheHit<Shop.Models.Item?>> GetAsync(int id); public partial Task<CacheHit<int>> TryKindAsync(Shop.Models.Kind kind); }\n",
        ],
    };

    /// <summary>The files, with the first form of each part that is not chosen.</summary>
    public static IEnumerable<string> Text(Dictionary<string, int> chosen) => Files.Select(file =>
    {
        foreach (var (name, forms) in Parts)
            file = file.Replace($"‹{name}›", forms[chosen.GetValueOrDefault(name)], StringComparison.Ordinal);
        return file;
    });
}

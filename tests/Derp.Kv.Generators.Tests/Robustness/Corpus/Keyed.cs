using MessagePack;

namespace Shop.Stored;

[MessagePackObject]
public class Sparse
{
    [Key(0)] public int A { get; set; }
    [Key(2)] public string? B { get; set; }
    [Key(9)] public int[]? C;
    [IgnoreMember] public int No { get; set; }
}

public class Item
{
    public Item(int id, string name) { Id = id; Name = name; }

    [SerializationConstructor]
    public Item(int id) => Id = id;

    public int Id { get; }
    public string? Name { get; set; }
}

public partial class Store(KvClient kv)
{
    [Cached("sparse:{id}", Ttl = "1m")]
    private Task<Sparse[]> SparseCoreAsync(Guid id) => Task.FromResult<Sparse[]>([]);

    [Cached("item:{id}", Ttl = "1m")]
    private Task<(Item, Item?)> ItemCoreAsync(long id) => Task.FromResult<(Item, Item?)>((new(1), null));
}

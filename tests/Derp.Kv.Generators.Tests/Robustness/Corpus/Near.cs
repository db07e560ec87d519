using System.Collections.Immutable;
using System.ComponentModel;
using MessagePack;

[assembly: KvImmutable(typeof(Shop.Near.Vouched<>))]

namespace Shop.Near;

public class Vouched<T>(T first) { private T[]? _cache; public T First { get; } = first; public T[] All() => _cache ??= [First]; }
[ImmutableObject(true)] public sealed class Marked { public int Id { get; init; } }
public record Part(string Name, ImmutableArray<Marked> Marks);
public class Base { public int Id { get; set; } public readonly Part? Part; public Base() { } public Base(Part part) { Part = part ?? throw new ArgumentNullException(nameof(part)); } }
public class Basket : Base { public required List<Line?> Lines { get; init; } = new List<Line?>(); public (Line?, int)? First { get; set; } public IReadOnlyDictionary<string, int[]?>? Counts { get; set; } }
public struct Line { public string? Sku { get; set; } public HashSet<int>? Sizes; }
[Union(0, typeof(Card)), Union(1, typeof(Cash))] public interface IPayment { }
public sealed record Card(string Number) : IPayment { public DateOnly? Until { get; set; } }
public readonly record struct Cash(decimal Amount) : IPayment;
public record Tree(string Name, ImmutableArray<Tree> Children) { public string Upper { get; } = Name.ToUpperInvariant(); }

public sealed partial class Baskets(KvClient kv, string region)
{
    [Cached("basket:{region}:{line.Sku}:{id}:{at}:{weight}", Ttl = "5m", Near = "2s")]
    private Task<Basket?> GetCoreAsync(Line line, int? id, DateTime at, double weight) => Task.FromResult<Basket?>(null);

    [Cached("pay:{ids}", Ttl = "5m", Near = "150s")]
    private Task<List<IPayment?>> PayCoreAsync(int[] ids) => Task.FromResult<List<IPayment?>>([]);

    [Cached("tree:{day}", Ttl = "5m", Near = "50ms")]
    private ValueTask<Tree> TreeCoreAsync(DayOfWeek? day) => default;

    [Cached(Ttl = "1m", Near = "1s", Version = 2)]
    private Task<Vouched<int>?> VouchCoreAsync(Uri? at, Version? version) => Task.FromResult<Vouched<int>?>(null);
}

using AotSerialization;
using Derp.Kv;

// Compiled ahead of time, no round trip is verified: there is nothing to look with. It must not bring warnings either.
await using var kv = new MemoryKvClient(new KvClientOptions { VerifyRoundTrips = true });
var library = new Library(kv);

// The second call of each reads what the first one stored; bytes that did not read back would be a miss, and run the body again.
Scalars? scalars = null;
Sequences? sequences = null;
Maps? maps = null;
Products? products = null;
Objects? objects = null;
for (int i = 0; i < 2; i++)
{
    scalars = await library.ScalarsAsync();
    sequences = await library.SequencesAsync();
    maps = await library.MapsAsync();
    products = await library.ProductsAsync();
    objects = await library.ObjectsAsync();
}

Require(library.Runs == 5, $"5 bodies ran {library.Runs} times");
Require(scalars is { I128: var i128, Decimal: 4.50m, Size: Size.Large, Nothing: null, Time.Kind: DateTimeKind.Local } && i128 == Int128.MinValue, "scalars");
Require(sequences is { Stack: var stack, Grid: var grid, Own: var names } && stack.Peek() == 3 && grid[1, 0] == 3 && names.Contains("own"), "sequences");
Require(maps is { ReadOnly: var many, Lookup: var lookup } && many[299] == 299 && lookup[2].SequenceEqual(["bb", "cc"]), "maps");
Require(products is { Long.Item9: "9", Lazy.Value: 4 }, "products");
Require(objects is { Tree.Next.Id: 2, Keyed.Sixth: "six", Shapes: [Circle { Radius: 1.5 }, Square { Side: 2 }], Built: { Id: 3, Name: "built" }, Price.Cents: 995 }, "objects");
Console.WriteLine("All kinds were written and read.");

static void Require(bool condition, string what)
{
    if (!condition)
        throw new InvalidOperationException($"Not as it was written: {what}.");
}

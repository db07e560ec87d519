namespace Derp.Kv.Serialization.BuiltIn;

internal static class Filling
{
    public static TCollection Of<TCollection, T>(IEnumerable<T> items)
        where TCollection : class, ICollection<T>, new()
    {
        var collection = new TCollection();
        foreach (var item in items)
            collection.Add(item);
        return collection;
    }
}

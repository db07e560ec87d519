using System.Collections;
using Derp.Kv.Serialization.BuiltIn;
using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv.Runtime.RoundTrips;

// Collections by their elements, in order if they have one; a user's own collections also by their further state.
internal sealed partial class ValueComparison
{
    private void CompareCollections(IEnumerable a, IEnumerable b, string member, int depth)
    {
        if (a is IDictionary map && b is IDictionary other)
            CompareEntries(map, other, member, depth);
        else if (HasNoOrder(a.GetType()))
            CompareSets([.. a.Cast<object?>()], [.. b.Cast<object?>()], member, depth);
        else
            CompareSequences([.. a.Cast<object?>()], [.. b.Cast<object?>()], member, depth);

        if (!HaveSameComparer(a, b))
            _differences.Add($"{member} (comparer)");
        if (a.GetType().GetInterface("System.Linq.IGrouping`2") is { } group)
            Compare(group.GetProperty("Key")!.GetValue(a), group.GetProperty("Key")!.GetValue(b), member, depth + 1);
        if (a.GetType() != b.GetType() || a.GetType().IsArray)
            return;

        foreach (var type in DataMembers.TypesOf(a.GetType()).Where(static type => !IsOfFramework(type)))
            CompareFieldsOf(type, a, b, member, depth);
    }

    private void CompareSequences(List<object?> a, List<object?> b, string member, int depth)
    {
        if (a.Count != b.Count)
            _differences.Add(member);
        else
            for (var i = 0; i < a.Count; i++)
                Compare(a[i], b[i], member, depth + 1);
    }

    private void CompareEntries(IDictionary a, IDictionary b, string member, int depth)
    {
        var others = new Dictionary<object, object?>();
        foreach (DictionaryEntry entry in b)
            others[entry.Key] = entry.Value;
        var keys = a.Keys.Cast<object?>().ToList();
        CompareSets(keys, [.. b.Keys.Cast<object?>()], member, depth);
        foreach (DictionaryEntry entry in a)
        {
            if (others.TryGetValue(entry.Key, out var value))
                Compare(entry.Value, value, member, depth + 1);
        }
    }

    // Each next to its equal; elements without one, such as keys without equality, in order of enumeration.
    private void CompareSets(List<object?> a, List<object?> b, string member, int depth)
    {
        if (a.Count != b.Count)
        {
            _differences.Add(member);
            return;
        }

        var equals = new Dictionary<object, object>();
        foreach (var item in b.OfType<object>())
            equals.TryAdd(item, item);
        var matched = a.ToLookup(item => item is null || equals.ContainsKey(item));
        foreach (var item in matched[true].OfType<object>())
            Compare(item, equals[item], member, depth + 1);
        var ofA = new HashSet<object>(a.OfType<object>());
        CompareSequences([.. matched[false]], [.. b.Where(item => item is not null && !ofA.Contains(item))], member, depth);
    }

    private static bool HasNoOrder(Type type) =>
        type.GetInterface("System.Collections.Generic.ISet`1") is not null
        || type.GetInterface("System.Collections.Generic.IReadOnlySet`1") is not null
        || type.Name == "ConcurrentBag`1";

    private static bool HaveSameComparer(object a, object b)
    {
        var (x, y) = (ComparerOf(a), ComparerOf(b));
        return x is null || y is null || x.Equals(y) || x.GetType() == y.GetType() || (IsDefault(x) && IsDefault(y));
    }

    private static object? ComparerOf(object collection)
    {
        var type = collection.GetType();
        return (type.GetProperty("Comparer") ?? type.GetProperty("KeyComparer"))?.GetValue(collection);
    }

    private static bool IsDefault(object comparer) =>
        StringComparer.Ordinal.Equals(comparer)
        || (comparer.GetType() is { } type && (type.Namespace == "System.Collections.Generic" || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ScatteringComparer<>))));
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Derp.Kv.Serialization;
using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv.Runtime.RoundTrips;

// Field by field, private ones and those of base types too. A difference is reported by the member that holds it, never by
// the values. It terminates: each pair is compared once, and there are bounds.
[RequiresUnreferencedCode(ValueReflection.NeedsMembers)]
internal sealed partial class ValueComparison
{
    private const int Deepest = 200;
    private const int MostPairs = 50_000;
    private const int MostDifferences = 16;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<(object, object)> _seen = new(PairComparer.Instance);
    private readonly HashSet<string> _differences = [];
    private int _pairs;

    /// <summary>The members that differ, as <c>Shop.Order._error</c>.</summary>
    public static IReadOnlySet<string> Differences(object? original, object? copy)
    {
        var comparison = new ValueComparison();
        comparison.Compare(original, copy, TypeText.Full((original ?? copy ?? "").GetType()), 0);
        return comparison._differences;
    }

    private void Compare(object? a, object? b, string member, int depth)
    {
        if (ReferenceEquals(a, b) || _differences.Count >= MostDifferences || ++_pairs > MostPairs || depth > Deepest || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return;
        if (a is null || b is null)
        {
            _differences.Add(member);
            return;
        }

        if (PlainValues.AreSame(a, b) is { } same)
        {
            if (!same)
                _differences.Add(member);
            return;
        }

        var type = a.GetType();
        if (HasNoState(type) || (!type.IsValueType && !_seen.Add((a, b))))
            return;
        if (type != b.GetType())
            CompareOtherTypes(a, b, member, depth);
        else if (a is IEnumerable items && !type.IsValueType)
            CompareCollections(items, (IEnumerable)b, member, depth);
        else if (IsOfFramework(type) && !HoldsOthers(type))
            CompareByEquals(a, b, member);
        else
            CompareMembers(a, b, type, member, depth);
    }

    // Declared as an interface, an array equals a list.
    private void CompareOtherTypes(object a, object b, string member, int depth)
    {
        if (a is IEnumerable items && b is IEnumerable others && (IsOfFramework(b.GetType()) || b.GetType().Assembly == typeof(ValueComparison).Assembly))
            CompareCollections(items, others, member, depth);
        else if (IsOfFramework(a.GetType()) && IsOfFramework(b.GetType()))
            CompareByEquals(a, b, member);
        else
            _differences.Add(member);
    }

    private void CompareByEquals(object a, object b, string member)
    {
        // A type of the framework without its own equality is compared by behaviour, not by state.
        if (a.GetType().GetMethod(nameof(Equals), [typeof(object)])?.DeclaringType != typeof(object) && !a.Equals(b))
            _differences.Add(member);
    }

    private void CompareMembers(object a, object b, Type type, string member, int depth)
    {
        if (type.IsValueType && type.GetMethod("ToArray", Type.EmptyTypes) is { } toArray)
        {
            // A part of an array comes back as a whole one.
            Compare(ArrayOf(toArray, a), ArrayOf(toArray, b), member, depth + 1);
            return;
        }

        if (DataMembers.HasContract(type))
        {
            // Its attributes state what counts.
            foreach (var each in DataMembers.Of(type))
                Compare(DataMembers.ValueOf(each, a), DataMembers.ValueOf(each, b), NameOf(each.DeclaringType!, each.Name), depth + 1);
            return;
        }

        if (type.Name == "Lazy`1")
        {
            Compare(type.GetProperty("Value")!.GetValue(a), type.GetProperty("Value")!.GetValue(b), member, depth + 1);
            return;
        }

        foreach (var each in DataMembers.TypesOf(type))
            CompareFieldsOf(each, a, b, member, depth);
    }

    private void CompareFieldsOf(Type type, object a, object b, string member, int depth)
    {
        foreach (var field in type.GetFields(Declared))
        {
            // Those that the compiler makes for a property or a parameter hold its name in brackets.
            var name = field.Name is ['<', ..] && field.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field.Name[1..end] : field.Name;
            if (!HasNoState(field.FieldType) && !IsMeantToBeLost(type, field, name))
                Compare(field.GetValue(a), field.GetValue(b), IsOfFramework(type) ? member : NameOf(type, name), depth + 1);
        }
    }

    private static bool IsMeantToBeLost(Type type, FieldInfo field, string name) =>
        DataMembers.IsIgnored(field) || (name != field.Name && type.GetProperty(name, Declared) is { } property && DataMembers.IsIgnored(property));

    // Delegates and events, locks, tasks, tokens: behaviour, not state.
    private static bool HasNoState(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type) || type.IsPointer || type == typeof(WeakReference)
        || type.Namespace is "System.Threading" or "System.Threading.Tasks" or "System.Runtime.CompilerServices" or "System.Reflection";

    private static bool HoldsOthers(Type type) => type.IsGenericType && (type.IsValueType || type.Name.StartsWith("Tuple`", StringComparison.Ordinal) || type.Name == "Lazy`1");

    private static bool IsOfFramework(Type type) =>
        type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        && type.Assembly.GetName().Name is { } assembly && assembly.StartsWith("System.", StringComparison.Ordinal);

    private static object? ArrayOf(MethodInfo toArray, object part)
    {
        try
        {
            return toArray.Invoke(part, null);
        }
        catch (TargetInvocationException)
        {
            // The default one has no array.
            return null;
        }
    }

    private static string NameOf(Type type, string member) => $"{TypeText.Full(type)}.{member}";

    private sealed class PairComparer : IEqualityComparer<(object, object)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((object, object) x, (object, object) y) => ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

        public int GetHashCode((object, object) pair) => HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Item1), RuntimeHelpers.GetHashCode(pair.Item2));
    }
}

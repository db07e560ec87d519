using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Derp.Kv.Keys;

namespace Derp.Kv.Serialization.Reflection;

/// <summary>Walks through a value that nested too deep, until it finds an object that is its own ancestor.</summary>
[RequiresUnreferencedCode(ValueReflection.NeedsMembers)]
internal sealed class CycleSearch
{
    // As deep as writing went, and far enough beyond it. Objects that are created anew at each access have no end.
    private const int Deepest = MessagePackNesting.MaxDepth + 20;
    private const int MostNodes = 200_000;

    private readonly List<(object Node, string? Step)> _path = [];
    private readonly HashSet<object> _done = new(ReferenceEqualityComparer.Instance);
    private string? _cycle;

    /// <returns>The members of the cycle, <c>Order.Lines → Line.Order</c>; null if none was found.</returns>
    public static string? Find(IEnumerable<object?> roots)
    {
        var search = new CycleSearch();
        foreach (var root in roots)
        {
            if (root is not null && search.Visit(root, step: null))
                break;
        }

        return search._cycle;
    }

    // True: the search is over.
    private bool Visit(object node, string? step)
    {
        var type = node.GetType();
        if (IsLeaf(type))
            return false;
        if (!type.IsValueType)
        {
            var start = _path.FindIndex(each => ReferenceEquals(each.Node, node));
            if (start >= 0)
            {
                _cycle = Describe(_path.Skip(start + 1).Select(static each => each.Step).Append(step), type);
                return true;
            }

            if (!_done.Add(node))
                return false;
        }

        if (_path.Count > Deepest || _done.Count > MostNodes || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return false;

        _path.Add((node, step));
        var isOver = node switch
        {
            IEnumerable items => Elements(items),
            IKvKey => Elements(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => field.GetValue(node))),
            _ => Members(node, type),
        };
        _path.RemoveAt(_path.Count - 1);
        return isOver;
    }

    private bool Elements(IEnumerable items)
    {
        foreach (var item in items)
        {
            if (item is not null && Visit(item, step: null))
                return true;
        }

        return false;
    }

    private bool Members(object node, Type type)
    {
        foreach (var member in DataMembers.Of(type))
        {
            if (DataMembers.ValueOf(member, node) is { } value && Visit(value, $"{TypeText.Short(member.DeclaringType!)}.{member.Name}"))
                return true;
        }

        return false;
    }

    // Of the framework's types only containers are searched.
    private static bool IsLeaf(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer || typeof(Delegate).IsAssignableFrom(type)
        || (type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
            && !type.IsGenericType && !type.IsArray && !typeof(IEnumerable).IsAssignableFrom(type));

    private static string Describe(IEnumerable<string?> steps, Type type)
    {
        var members = string.Join(" → ", steps.Where(static step => step is not null));
        return members.Length > 0 ? members : TypeText.Short(type);
    }
}

using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>
/// What a wrapper passes to its lambdas: the instance, the client and the ledger if an inner stage needs them, the arguments, and values that
/// inner keys read from the instance. A static lambda could not reach a parameter of the primary constructor.
/// </summary>
internal sealed class State
{
    // In place of a parameter's ordinal; -1 is an added token.
    private const int SelfOrdinal = -2;
    private const int ClientOrdinal = -3;
    private const int LedgerOrdinal = -5;

    // Names that a tuple's element cannot have, or that the language gives to another.
    private static readonly string[] s_reserved =
        ["Rest", "ToString", "Equals", "GetHashCode", "GetType", "CompareTo", "Deconstruct", "MemberwiseClone", "Finalize", "ReferenceEquals", "Create"];

    private const string Outer = "state";

    private readonly Dictionary<int, string> _names = [];
    private readonly List<int> _ordinals = [];

    private State(IReadOnlyList<string> elements, string lambda, string token)
    {
        Elements = elements;
        Lambda = lambda;
        Token = token;
    }

    /// <summary>The elements of the tuple in the wrapper; fewer than two if there is no tuple.</summary>
    public IReadOnlyList<string> Elements { get; }

    /// <summary>The lambda's parameter for the state.</summary>
    public string Lambda { get; }

    /// <summary>The lambda's parameter for the token.</summary>
    public string Token { get; }

    /// <summary>The lambda's parameter for one item of a batch.</summary>
    public string Item { get; private init; } = "";

    /// <summary>The lambda's parameter for several.</summary>
    public string Items { get; private init; } = "";

    /// <summary>The instance in a lambda.</summary>
    public string Self { get; private init; } = "";

    /// <summary>The client in a lambda.</summary>
    public string Client { get; private init; } = "";

    /// <summary>The ledger in a lambda.</summary>
    public string Ledger { get; private init; } = "";

    /// <summary>The transaction in a lambda: a parameter of the ledger's own, beside the state further inside.</summary>
    public string Transaction { get; private init; } = "";

    /// <summary>What the ledger's lambda passes on: its state and its transaction.</summary>
    public string Both => $"({Outer}: {Lambda}, {Transaction})";

    /// <summary>The same state in the lambdas of the stage that gets both.</summary>
    public State WithTransaction => field ??= Inside();

    /// <summary>What stands for a parameter or a value of the instance in a lambda.</summary>
    public string Argument(int ordinal) => _names[ordinal];

    /// <summary>The elements of the same state with another instance, in a lambda.</summary>
    public IReadOnlyList<string> With(string self) => [.. _ordinals.Select(o => o == SelfOrdinal ? self : _names[o])];

    /// <summary>The state of a wrapper.</summary>
    /// <param name="method">The method.</param>
    /// <param name="outer">What stands for a parameter or a value of the instance in the wrapper.</param>
    public static State Of(MethodModel method, Func<int, string> outer)
    {
        // The items of a batch that is called by the wrapper are an argument of their own.
        var arguments = method.Wrapper.Parameters.Where(p => !p.IsToken && !(method.Batch?.Ordinal == p.Ordinal && method.Stages.Count == 1)).ToList();
        var values = method.Values
            .Where(v => method.Stages.Where((s, i) => i >= method.OuterStages || s.Invalidation is not null || (method.Batch is not null && s.Kind == StageKind.Cached))
                .Any(s => s.Key.Fields.Any(f => f.Ordinal == v.Ordinal)))
            .ToList();
        return Of(method, arguments, values, withBody: true, outer);
    }

    /// <summary>The state of a lambda that makes the keys of items.</summary>
    /// <param name="method">The method.</param>
    /// <param name="key">The key of one item.</param>
    /// <param name="batch">The items are no part of the state.</param>
    /// <param name="parameters">Of the method that is written.</param>
    /// <param name="outer">What stands for a parameter or a value of the instance there.</param>
    public static State OfKey(MethodModel method, KeyModel key, BatchModel batch, EquatableArray<ParameterModel> parameters, Func<int, string> outer) => Of(
        method,
        [.. parameters.Where(p => p.Ordinal != batch.Ordinal && key.Fields.Any(f => f.Ordinal == p.Ordinal))],
        [.. method.Values.Where(v => key.Fields.Any(f => f.Ordinal == v.Ordinal))],
        withBody: false,
        outer);

    /// <summary>The state of a lambda that makes tags.</summary>
    /// <param name="method">The method.</param>
    /// <param name="tags">Their keys.</param>
    /// <param name="parameters">Of the method that is written.</param>
    /// <param name="outer">What stands for a parameter there.</param>
    public static State OfTags(MethodModel method, EquatableArray<KeyModel> tags, EquatableArray<ParameterModel> parameters, Func<int, string> outer) =>
        Of(method, [.. parameters.Where(p => tags.Any(t => t.Fields.Any(f => f.Ordinal == p.Ordinal)))], [], withBody: false, outer);

    private static State Of(MethodModel method, IReadOnlyList<ParameterModel> arguments, IReadOnlyList<InstanceValue> values, bool withBody, Func<int, string> outer)
    {
        var lambdaNames = new UniqueNames([method.Body.Name, method.Holder.Name]);
        var (lambda, token) = (lambdaNames.Next("s"), lambdaNames.Next("ct"));
        var elementNames = new UniqueNames(s_reserved.Concat(arguments.Select(static p => p.Name.TrimStart('@'))));
        var elements = new List<(string Name, string Expression, int Ordinal)>();
        if (withBody && !method.Body.IsStatic)
            elements.Add((elementNames.Next("self"), "this", SelfOrdinal));
        var inner = withBody ? method.Stages.Skip(method.OuterStages).ToList() : [];
        if (inner.Any(static s => s.UsesClient))
            elements.Add((elementNames.Next("client"), method.Client, ClientOrdinal));
        if (inner.Any(static s => s.IsLedger))
            elements.Add((elementNames.Next("ledger"), method.Ledger, LedgerOrdinal));
        foreach (var argument in arguments)
            elements.Add((ElementName(argument.Name, elementNames, isTaken: true), outer(argument.Ordinal), argument.Ordinal));
        foreach (var value in values)
            elements.Add((Display.Escape(ElementName(value.Name, elementNames, isTaken: false).TrimStart('@')), outer(value.Ordinal), value.Ordinal));

        // A tuple has two elements or more.
        var isTuple = elements.Count > 1;
        string Access(string name) => isTuple ? $"{lambda}.{name}" : lambda;
        var state = new State(
            [.. elements.Select(e => !isTuple || e.Name == e.Expression ? e.Expression : $"{e.Name}: {e.Expression}")],
            lambda,
            token)
        {
            Item = lambdaNames.Next("item"),
            Items = lambdaNames.Next("items"),
            Transaction = lambdaNames.Next("transaction"),
            Self = NameOf(SelfOrdinal),
            Client = NameOf(ClientOrdinal),
            Ledger = NameOf(LedgerOrdinal),
        };

        string NameOf(int ordinal) => Access(elements.FirstOrDefault(e => e.Ordinal == ordinal).Name ?? "");
        foreach (var (name, _, ordinal) in elements)
        {
            state._names[ordinal] = Access(name);
            state._ordinals.Add(ordinal);
        }

        return state;
    }

    private State Inside()
    {
        string Within(string expression) => $"{Lambda}.{Outer}{expression.Substring(Lambda.Length)}";
        var inside = new State(Elements, Lambda, Token)
        {
            Item = Item,
            Items = Items,
            Transaction = $"{Lambda}.{Transaction}",
            Self = Within(Self),
            Client = Within(Client),
            Ledger = Within(Ledger),
        };
        foreach (var (ordinal, name) in _names.Select(static n => (n.Key, n.Value)))
            inside._names[ordinal] = Within(name);
        inside._ordinals.AddRange(_ordinals);
        return inside;
    }

    private static string ElementName(string name, UniqueNames names, bool isTaken)
    {
        var plain = name.TrimStart('@');
        var clashes = s_reserved.Contains(plain) || (plain.StartsWith("Item", StringComparison.Ordinal) && plain.Length > 4 && plain.Skip(4).All(char.IsDigit));
        return clashes ? names.Next("argument" + plain) : isTaken ? name : names.Next(plain);
    }
}

using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>What a wrapper passes to its lambdas: the instance, the client where an inner stage needs it, and the arguments.</summary>
internal sealed class State
{
    // In place of a parameter's ordinal; -1 is an added token.
    private const int SelfOrdinal = -2;
    private const int ClientOrdinal = -3;

    // Names that a tuple's element cannot have, or that the language gives to another.
    private static readonly string[] s_reserved =
        ["Rest", "ToString", "Equals", "GetHashCode", "GetType", "CompareTo", "Deconstruct", "MemberwiseClone", "Finalize", "ReferenceEquals", "Create"];

    private readonly Dictionary<int, string> _names = [];

    private State(string expression, string lambda, string token, string self, string client)
    {
        Expression = expression;
        Lambda = lambda;
        Token = token;
        Self = self;
        Client = client;
    }

    /// <summary>In the wrapper.</summary>
    public string Expression { get; }

    /// <summary>The lambda's parameter for the state.</summary>
    public string Lambda { get; }

    /// <summary>The lambda's parameter for the token.</summary>
    public string Token { get; }

    /// <summary>The instance in a lambda.</summary>
    public string Self { get; }

    /// <summary>The client in a lambda.</summary>
    public string Client { get; }

    /// <summary>A parameter's argument in a lambda.</summary>
    public string Argument(ParameterModel parameter) => _names[parameter.Ordinal];

    public static State Of(MethodModel method)
    {
        var lambdaNames = new UniqueNames([method.Body.Name, method.Holder.Name]);
        var (lambda, token) = (lambdaNames.Next("s"), lambdaNames.Next("ct"));

        var arguments = method.Wrapper.Parameters.Where(static p => !p.IsToken).ToList();
        var elementNames = new UniqueNames(s_reserved.Concat(arguments.Select(static p => p.Name.TrimStart('@'))));
        var elements = new List<(string Name, string Expression, int Ordinal)>();
        if (!method.Body.IsStatic)
            elements.Add((elementNames.Next("self"), "this", SelfOrdinal));
        if (method.Stages.Count > 1)
            elements.Add((elementNames.Next("client"), method.Client, ClientOrdinal));
        foreach (var argument in arguments)
            elements.Add((ElementName(argument, elementNames), argument.Name, argument.Ordinal));

        // A tuple has two elements or more.
        var isTuple = elements.Count > 1;
        string Access(string name) => isTuple ? $"{lambda}.{name}" : lambda;
        var expression = elements.Count switch
        {
            0 => "0",
            1 => elements[0].Expression,
            _ => $"({string.Join(", ", elements.Select(static e => e.Name == e.Expression ? e.Name : $"{e.Name}: {e.Expression}"))})",
        };
        var state = new State(
            expression,
            lambda,
            token,
            Access(elements.FirstOrDefault(static e => e.Ordinal == SelfOrdinal).Name ?? ""),
            Access(elements.FirstOrDefault(static e => e.Ordinal == ClientOrdinal).Name ?? ""));
        foreach (var (name, _, ordinal) in elements)
            state._names[ordinal] = Access(name);
        return state;
    }

    private static string ElementName(ParameterModel argument, UniqueNames names)
    {
        var plain = argument.Name.TrimStart('@');
        var clashes = s_reserved.Contains(plain) || (plain.StartsWith("Item", StringComparison.Ordinal) && plain.Length > 4 && plain.Skip(4).All(char.IsDigit));
        return clashes ? names.Next("argument" + plain) : argument.Name;
    }
}

using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Which members of a type are data, under which keys, in the order in which MessagePack for C# writes them.</summary>
internal sealed class ObjectContract
{
    private const string Contract = "MessagePack.MessagePackObjectAttribute";
    private const string Key = "MessagePack.KeyAttribute";
    private const string DataContract = "System.Runtime.Serialization.DataContractAttribute";
    private const string DataMember = "System.Runtime.Serialization.DataMemberAttribute";

    // Every key below the highest takes a byte; a key beyond this is a mistake.
    private const int MaxKey = 10_000;

    private static readonly string[] s_ignoring =
        ["MessagePack.IgnoreMemberAttribute", "System.Runtime.Serialization.IgnoreDataMemberAttribute", "System.NonSerializedAttribute"];

    // If no contract says what is data, members that other serializers and mappers leave out are none.
    private static readonly string[] s_ignoringElsewhere =
    [
        "Newtonsoft.Json.JsonIgnoreAttribute", "System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute",
        "System.Xml.Serialization.XmlIgnoreAttribute", "MongoDB.Bson.Serialization.Attributes.BsonIgnoreAttribute", "LiteDB.BsonIgnoreAttribute",
    ];

    private ObjectContract(bool isExplicit, bool isTakenAtItsWord, bool isArray, IReadOnlyList<ObjectMember> members, IReadOnlyList<ISymbol> ignored)
    {
        IsExplicit = isExplicit;
        IsTakenAtItsWord = isTakenAtItsWord;
        IsArray = isArray;
        Members = members;
        Ignored = ignored;
    }

    /// <summary>Whether each member has a key of its own, so that none can be left out.</summary>
    public bool IsExplicit { get; }

    /// <summary>Whether an attribute of the type says that its contract is all there is to it.</summary>
    public bool IsTakenAtItsWord { get; }

    public bool IsArray { get; }

    public IReadOnlyList<ObjectMember> Members { get; }

    /// <summary>Public members that an attribute takes out.</summary>
    public IReadOnlyList<ISymbol> Ignored { get; }

    /// <summary>Whether an attribute takes a member of a type without a contract out.</summary>
    public static bool IsIgnored(ISymbol member) =>
        IsIgnoredByContract(member) || s_ignoringElsewhere.Any(member.HasAttribute) || IsIgnoredByJson(member);

    private static bool IsIgnoredByContract(ISymbol member) => s_ignoring.Any(member.HasAttribute);

    // [JsonIgnore] alone means always: 1. Other conditions look at the value.
    private static bool IsIgnoredByJson(ISymbol member) =>
        member.FindAttribute("System.Text.Json.Serialization.JsonIgnoreAttribute") is { } ignore
        && ignore.NamedArguments.FirstOrDefault(static a => a.Key == "Condition").Value.Value is null or 1;

    public static ObjectContract Read(INamedTypeSymbol type)
    {
        var chain = type.FromBaseToDerived();
        var contract = chain.Select(t => t.FindAttribute(Contract)).LastOrDefault(a => a is not null);
        bool isData = contract is null && type.HasAttribute(DataContract);
        bool isExplicit = isData || (contract is not null && contract.ConstructorArguments is not [{ Value: true }]);
        var ignored = new List<ISymbol>();
        var candidates = Candidates(chain, isExplicit, contract is null && !isData ? IsIgnored : IsIgnoredByContract, ignored);
        // Half-typed code: the parameter of a record has its type and no name yet.
        if (candidates.Any(c => c.Name.Length == 0))
            throw new UnserializableException($"'{type.ToDisplayString()}' has a member without a name.");
        if (isExplicit)
            ThrowIfHiddenFromView(chain, isData ? DataMember : Key);
        if (isData)
        {
            // Of a data contract only what is marked is data.
            ignored.AddRange(candidates.Where(c => !c.HasAttribute(DataMember)));
            candidates.RemoveAll(c => !c.HasAttribute(DataMember));
        }

        return isExplicit ? Explicit(type, candidates, ignored, isData) : ByName(type, candidates, ignored, isTakenAtItsWord: contract is not null);
    }

    private static ObjectContract ByName(INamedTypeSymbol type, List<ISymbol> candidates, List<ISymbol> ignored, bool isTakenAtItsWord)
    {
        // As in the library: a member that hides another stands beside it, and a stable sort puts members without an order last.
        var members = candidates
            .GroupBy(s => s.Name)
            .SelectMany(namesakes => namesakes.Select((s, i) => (Symbol: s, Key: i == 0 ? s.Name : KeyOfHiding(s, i))))
            .OrderBy(m => Order(m.Symbol))
            .Select(m => new ObjectMember(m.Symbol, TypeOf(m.Symbol), m.Key, null) { IsHidden = IsHidden(m.Symbol, type) })
            .ToList();
        return new ObjectContract(isExplicit: false, isTakenAtItsWord, isArray: false, members, ignored);
    }

    // The library's key for the second member of a name: that of its type, as reflection writes it, and its own.
    private static string KeyOfHiding(ISymbol member, int hides)
    {
        var owner = member.ContainingType;
        if (hides > 1)
            throw new UnserializableException($"'{owner.ToDisplayString()}.{member.Name}' is the third inherited member of its name, for which the format has no key; rename it, or mark one of them [IgnoreMember].");
        for (var t = owner; t is not null; t = t.ContainingType)
        {
            if (t.IsGenericType)
                throw new UnserializableException($"'{owner.ToDisplayString()}.{member.Name}' hides an inherited member of the same name in a generic type, where it has no stable key; rename it, or mark one of the two [IgnoreMember].");
        }

        var name = owner.MetadataName;
        for (var outer = owner.ContainingType; outer is not null; outer = outer.ContainingType)
            name = $"{outer.MetadataName}+{name}";
        var space = owner.ContainingNamespace is { IsGlobalNamespace: false } named
            ? string.Join(".", named.ToDisplayString().Split('.').Select(part => part.TrimStart('@'))) + "."
            : "";
        return $"{space}{name}.{member.Name}";
    }

    private static bool IsHidden(ISymbol member, INamedTypeSymbol type) =>
        type.FromBaseToDerived()
            .Reverse()
            .TakeWhile(t => !SymbolEqualityComparer.Default.Equals(t, member.ContainingType))
            .Any(t => t.GetMembers(member.Name).Any(m => !m.IsOverride));

    // A member with a key is meant to be data; the library, which reads only public members, would drop it.
    private static void ThrowIfHiddenFromView(IReadOnlyList<INamedTypeSymbol> chain, string marker)
    {
        foreach (var member in chain.SelectMany(t => t.GetMembers()))
        {
            bool isData = member switch
            {
                IPropertySymbol property => IsPublicData(property),
                IFieldSymbol field => IsPublicData(field),
                _ => true,
            };
            if (!isData && member.HasAttribute(marker) && !IsIgnoredByContract(member))
                throw new UnserializableException($"'{member.ContainingType.ToDisplayString()}.{member.Name}' has a key but is not public, so that it would not be serialized; make it public, or remove the key.");
        }
    }

    private static ObjectContract Explicit(INamedTypeSymbol type, List<ISymbol> candidates, List<ISymbol> ignored, bool isData)
    {
        var members = candidates.Select(c => WithKey(c, IsHidden(c, type), isData)).ToList();
        bool isArray = members is [{ NumberKey: not null }, ..] || members.Count == 0;
        if (members.FirstOrDefault(m => m.NumberKey is not null != isArray) is { } mixed)
            throw new UnserializableException($"'{mixed.Display}' has a key of another kind than the members before it; give all members of '{type.ToDisplayString()}' numbers, or all names.");
        foreach (var member in members)
        {
            if (member.NumberKey is < 0 or > MaxKey)
                throw new UnserializableException($"The key of '{member.Display}' is not between 0 and {MaxKey}; choose a smaller one.");
            if (members.FirstOrDefault(m => m != member && m.NumberKey == member.NumberKey && m.TextKey == member.TextKey) is { } twin)
                throw new UnserializableException($"'{member.Display}' and '{twin.Display}' have the same key; give each its own.");
        }

        var ordered = isArray ? members.OrderBy(m => m.NumberKey).ToList() : members.OrderBy(m => Order(m.Symbol)).ToList();
        return new ObjectContract(isExplicit: true, isTakenAtItsWord: true, isArray, ordered, ignored);
    }

    private static ObjectMember WithKey(ISymbol symbol, bool isHidden, bool isData)
    {
        var name = $"'{symbol.ContainingType.ToDisplayString()}.{symbol.Name}'";
        return (isData ? DataKeyOf(symbol) : KeyOf(symbol)) switch
        {
            int number => new ObjectMember(symbol, TypeOf(symbol), null, number) { IsHidden = isHidden },
            string text => new ObjectMember(symbol, TypeOf(symbol), text, null) { IsHidden = isHidden },
            _ => throw new UnserializableException($"{name} has no [Key] although its type is a [MessagePackObject]; mark it [Key(…)] or [IgnoreMember]."),
        };
    }

    private static object DataKeyOf(ISymbol symbol) =>
        Order(symbol) is >= 0 and < int.MaxValue and var number ? number
        : symbol.FindAttribute(DataMember)?.NamedArguments.FirstOrDefault(a => a.Key == "Name").Value.Value as string ?? symbol.Name;

    private static object? KeyOf(ISymbol symbol)
    {
        for (ISymbol? s = symbol; s is not null; s = (s as IPropertySymbol)?.OverriddenProperty)
        {
            if (s.FindAttribute(Key) is { } key)
                return key.ConstructorArguments is [{ Value: { } value }] ? value : null;
        }

        return null;
    }

    // The library walks the type it is given by reflection, and its two kinds of contract differ in how:
    // by name, each declaring type gives its properties and then its fields, and an override stands where it is declared;
    // by key, all properties come before all fields, and an override stands where the overridden property does.
    private static List<ISymbol> Candidates(
        IReadOnlyList<INamedTypeSymbol> chain, bool isExplicit, Func<ISymbol, bool> isIgnored, List<ISymbol> ignored)
    {
        var properties = chain.SelectMany(t => t.GetMembers().OfType<IPropertySymbol>().Where(IsPublicData)).ToList();
        var overridden = new HashSet<ISymbol>(properties.Select(p => p.OverriddenProperty).Where(p => p is not null)!, SymbolEqualityComparer.Default);
        var known = new HashSet<ISymbol>(properties, SymbolEqualityComparer.Default);
        var current = properties
            .Where(p => isExplicit ? p.OverriddenProperty is null || !known.Contains(p.OverriddenProperty) : !overridden.Contains(p))
            .ToList();
        var fields = chain.SelectMany(t => t.GetMembers().OfType<IFieldSymbol>().Where(IsPublicData)).ToList();
        IEnumerable<ISymbol> all = isExplicit
            ? current.Concat<ISymbol>(fields)
            : chain.SelectMany(t => Of(current, t).Concat(Of(fields, t)));

        var kept = new List<ISymbol>();
        foreach (var member in all)
            (isIgnored(member) ? ignored : kept).Add(member);
        return kept;
    }

    private static IEnumerable<ISymbol> Of(IEnumerable<ISymbol> members, INamedTypeSymbol type) =>
        members.Where(m => SymbolEqualityComparer.Default.Equals(m.ContainingType, type));

    private static bool IsPublicData(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false }
        && (property.GetMethod is { DeclaredAccessibility: Accessibility.Public } || property.SetMethod is { DeclaredAccessibility: Accessibility.Public })
        && property.ExplicitInterfaceImplementations.IsEmpty;

    private static bool IsPublicData(IFieldSymbol field) =>
        field is { IsStatic: false, IsConst: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public };

    private static int Order(ISymbol symbol)
    {
        if (symbol.FindAttribute(DataMember) is not { } data)
            return int.MaxValue;
        return data.NamedArguments.FirstOrDefault(a => a.Key == "Order").Value.Value as int? ?? -1;
    }

    private static ITypeSymbol TypeOf(ISymbol symbol) => symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)symbol).Type;
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Derp.Kv.Serialization.Reflection;

/// <summary>The members of a type that its contract names, as the generator sees them: those that a serializer writes.</summary>
[RequiresUnreferencedCode(ValueReflection.NeedsMembers)]
internal static class DataMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // By name: models need not reference the libraries of all of these.
    private static readonly HashSet<string> s_ignoring =
    [
        "MessagePack.IgnoreMemberAttribute",
        "System.Runtime.Serialization.IgnoreDataMemberAttribute",
        "System.NonSerializedAttribute",
        "System.Text.Json.Serialization.JsonIgnoreAttribute",
        "System.ComponentModel.DataAnnotations.Schema.NotMappedAttribute",
    ];

    private static readonly HashSet<string> s_marking = ["MessagePack.KeyAttribute", "System.Runtime.Serialization.DataMemberAttribute"];

    /// <summary>Whether the type says by attributes which members count.</summary>
    public static bool AreExplicit(Type type) =>
        HasAny(type, ["System.Runtime.Serialization.DataContractAttribute"])
        || type.CustomAttributes.Any(static a => a.AttributeType.FullName == "MessagePack.MessagePackObjectAttribute" && a.ConstructorArguments is not [{ Value: true }]);

    /// <summary>Whether any attribute of the type states which members count.</summary>
    public static bool HasContract(Type type) =>
        HasAny(type, ["System.Runtime.Serialization.DataContractAttribute", "MessagePack.MessagePackObjectAttribute"]);

    /// <summary>The value of a property or field; null if the getter throws.</summary>
    public static object? ValueOf(MemberInfo member, object value)
    {
        try
        {
            return member is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)member).GetValue(value);
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }

    /// <summary>Whether the member may be lost.</summary>
    public static bool IsIgnored(MemberInfo member) => HasAny(member, s_ignoring);

    /// <summary>Whether the member counts if only marked ones do.</summary>
    public static bool IsMarked(MemberInfo member) => HasAny(member, s_marking);

    /// <summary>Properties that can be read and fields, base types first.</summary>
    public static IEnumerable<MemberInfo> Of(Type type)
    {
        var isExplicit = AreExplicit(type);
        return TypesOf(type)
            .SelectMany(static t => t.GetMembers(Declared))
            .Where(member => member switch
            {
                PropertyInfo property => property.GetMethod is { } getter && property.GetIndexParameters().Length == 0 && (isExplicit || getter.IsPublic),
                FieldInfo field => isExplicit || field.IsPublic,
                _ => false,
            })
            .Where(member => isExplicit ? IsMarked(member) : !IsIgnored(member));
    }

    /// <summary>The type and those it derives from, the base first.</summary>
    public static IEnumerable<Type> TypesOf(Type type)
    {
        var types = new Stack<Type>();
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
            types.Push(t);
        return types;
    }

    private static bool HasAny(MemberInfo member, HashSet<string> names) =>
        member.CustomAttributes.Any(attribute => attribute.AttributeType.FullName is { } name && names.Contains(name));
}

using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>Identifiers for members in generated code: like the member, and apart from each other and from what the code uses itself.</summary>
internal sealed class MemberNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal)
    {
        "reader", "writer", "value", "count", "i", "name", "nesting", "defaults", "global",
    };

    public (string Local, string Field) For(string member)
    {
        var stem = char.ToLowerInvariant(member[0]) + member.Substring(1);
        var unique = stem;
        // The flag or the field of one member must not be the local of another.
        for (int n = 2; !TryTake(unique, Flag(unique), FieldOf(unique)); n++)
            unique = stem + n.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (Display.Escape(unique), FieldOf(unique));
    }

    /// <summary>The local that says whether the bytes held a member.</summary>
    public static string Flag(string local)
    {
        var plain = local.TrimStart('@');
        return "has" + char.ToUpperInvariant(plain[0]) + plain.Substring(1);
    }

    private static string FieldOf(string local) => "s_" + local;

    private bool TryTake(params string[] names)
    {
        if (names.Any(_taken.Contains))
            return false;
        _taken.UnionWith(names);
        return true;
    }
}

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
        // The flag of one member must not be the local of another.
        for (int n = 2; !_taken.Add(unique) || !_taken.Add(Flag(unique)); n++)
            unique = stem + n.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return (Display.Escape(unique), "s_" + unique);
    }

    /// <summary>The local that says whether the bytes held a member.</summary>
    public static string Flag(string local)
    {
        var plain = local.TrimStart('@');
        return "has" + char.ToUpperInvariant(plain[0]) + plain.Substring(1);
    }
}

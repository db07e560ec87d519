using Derp.Kv.Runtime;

namespace Derp.Kv.DependencyInjection.Overrides;

/// <summary>
/// What a name in the configuration stands for: the attributes of all overloads of a wrapper and of the methods that share its entries; with
/// <c>#2</c>, the second limit alone.
/// </summary>
internal sealed class OverriddenMethod
{
    private readonly string _name;
    private readonly string? _limit;

    private OverriddenMethod(string name, string? limit, IReadOnlyList<KvMethodInfo> attributes) => (_name, _limit, Attributes) = (name, limit, attributes);

    /// <summary>None: no loaded assembly has the method.</summary>
    public IReadOnlyList<KvMethodInfo> Attributes { get; }

    public static OverriddenMethod Find(string text, IReadOnlyList<KvMethodInfo> all)
    {
        var mark = text.IndexOf('#', StringComparison.Ordinal);
        var name = mark < 0 ? text : text[..mark];
        var limit = mark < 0 ? null : text[mark..];
        var own = all.Where(a => Same(a.Name, name)).ToList();
        if (limit is not null)
            return new(name, limit, [.. own.Where(a => a.Kind == KvMethodKind.RateLimited && NumberOf(a) == limit)]);

        // Entries belong to the method that the others name.
        var sharing = own.Where(static a => a.Kind == KvMethodKind.Cached).Select(static a => a.SharesWith ?? a.Name).ToHashSet(StringComparer.Ordinal);
        var others = all.Where(a => a.Kind == KvMethodKind.Cached && !Same(a.Name, name) && sharing.Contains(a.SharesWith ?? a.Name));
        return new(name, null, [.. own, .. others]);
    }

    /// <summary>The end of a sentence about the name; null if it may be that of a method whose assembly is not loaded yet.</summary>
    public string? WhyUnknown(IReadOnlyList<KvMethodInfo> all)
    {
        if (_limit is not null && all.Any(a => Same(a.Name, _name)))
            return $"names a limit that the method does not have. {LimitsOf(all.Where(a => Same(a.Name, _name)))}";

        var type = TypeOf(_name);
        var siblings = all.Select(static a => a.Name).Where(name => Same(TypeOf(name), type)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (siblings.Count == 0)
            return null;
        var nearest = NearestName.Of(_name, siblings);
        return $"is not a wrapper of {type}.{(nearest is null ? "" : $" Did you mean {nearest}?")} There are: {string.Join(", ", siblings)}.";
    }

    /// <summary>Why a setting of this name cannot be overridden, as the end of a sentence; null: it can.</summary>
    public string? WhyNot(string setting)
    {
        if (!Attributes.SelectMany(OverrideRules.SettingsOf).Contains(setting, StringComparer.OrdinalIgnoreCase))
            return "is not set by the method's attributes. The configuration changes settings or switches them off, and never adds one.";
        if (_limit is null && IsOfLimit(setting) && HasSeveralLimits())
            return $"could mean each of several limits. {LimitsOf(Attributes)}";
        return Same(setting, nameof(MethodOverride.Ttl)) && Has(KvMethodKind.Cached) && Has(KvMethodKind.Idempotent)
            ? "could mean that of [Cached] or that of [Idempotent], and cannot be overridden."
            : null;
    }

    private bool Has(KvMethodKind kind) => Attributes.Any(a => a.Kind == kind);

    private bool HasSeveralLimits() => Attributes.Any(static a => a.Kind == KvMethodKind.RateLimited && NumberOf(a) != "#1");

    private static bool IsOfLimit(string setting) => Same(setting, nameof(MethodOverride.Limit)) || Same(setting, nameof(MethodOverride.Window));

    private static string LimitsOf(IEnumerable<KvMethodInfo> attributes)
    {
        var limits = attributes.Where(static a => a.Kind == KvMethodKind.RateLimited).Select(static a => a.Name + NumberOf(a)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return limits.Count == 0 ? "It has none." : $"There are: {string.Join(", ", limits)}.";
    }

    // Only the second limit and those after it have their number in their name.
    private static string NumberOf(KvMethodInfo limit) =>
        limit.DisplayName.LastIndexOf('#') is >= 0 and var mark ? limit.DisplayName[mark..] : "#1";

    private static string TypeOf(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

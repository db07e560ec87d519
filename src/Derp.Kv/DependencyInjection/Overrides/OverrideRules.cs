using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Near;
using Derp.Kv.Runtime;

namespace Derp.Kv.DependencyInjection.Overrides;

/// <summary>
/// What the compiler checks of an attribute, checked of an attribute with its overrides: each problem by the name of a setting and the end of a
/// sentence about it.
/// </summary>
internal static class OverrideRules
{
    /// <summary>The settings that an attribute has, so that they can be overridden.</summary>
    public static IEnumerable<string> SettingsOf(KvMethodInfo attribute) => attribute.Kind switch
    {
        KvMethodKind.Cached => [nameof(MethodOverride.Enabled), .. Set(attribute, nameof(MethodOverride.Ttl), nameof(MethodOverride.Near), nameof(MethodOverride.RefreshAfter), nameof(MethodOverride.StaleIfError))],
        KvMethodKind.RateLimited => [nameof(MethodOverride.Enabled), nameof(MethodOverride.Limit), nameof(MethodOverride.Window)],
        KvMethodKind.Idempotent => [nameof(MethodOverride.Enabled), nameof(MethodOverride.Ttl)],
        _ => [],
    };

    public static (string Setting, string Problem)? Check(KvMethodInfo attribute, MethodOverride changes) => attribute.Kind switch
    {
        KvMethodKind.Cached => CheckCached(attribute, changes),
        KvMethodKind.RateLimited => CheckRateLimited(attribute, changes),
        KvMethodKind.Idempotent when changes.Enabled == false => (nameof(MethodOverride.Enabled), "cannot be false: the method is [Idempotent], and protection from duplicate calls is not a switch."),
        _ => null,
    };

    private static IEnumerable<string> Set(KvMethodInfo attribute, params string[] names) => names.Where(name => Text(attribute, name) is not null);

    private static (string Setting, string Problem)? CheckCached(KvMethodInfo attribute, MethodOverride changes)
    {
        var ttl = changes.Ttl ?? Duration(attribute, nameof(MethodOverride.Ttl)) ?? TimeSpan.Zero;
        var near = Changed(attribute, nameof(MethodOverride.Near), changes.Near);
        var refreshAfter = Changed(attribute, nameof(MethodOverride.RefreshAfter), changes.RefreshAfter);
        if (near > TimeSpan.Zero && near < NearPolicy.Shortest)
            return (nameof(MethodOverride.Near), $"must be {NearPolicy.Shortest.TotalMilliseconds} ms or longer, or \"{OverrideSettings.Off}\".");
        if (near > ttl / 2)
        {
            return Overridden(
                (nameof(MethodOverride.Near), changes.Near, $"must be at most half of Ttl, which is {DurationText.Of(ttl)}."),
                (nameof(MethodOverride.Ttl), changes.Ttl, $"must be at least twice Near, which is {DurationText.Of(near)}."));
        }

        return refreshAfter > TimeSpan.Zero && refreshAfter >= ttl - near
            ? Overridden(
                (nameof(MethodOverride.RefreshAfter), changes.RefreshAfter, $"must be less than Ttl without Near, which is {DurationText.Of(ttl - near)}."),
                (nameof(MethodOverride.Ttl), changes.Ttl, $"must be more than RefreshAfter and Near together, which is {DurationText.Of(refreshAfter + near)}."),
                (nameof(MethodOverride.Near), changes.Near, $"must be less than Ttl without RefreshAfter, which is {DurationText.Of(ttl - refreshAfter)}."))
            : null;
    }

    private static (string Setting, string Problem)? CheckRateLimited(KvMethodInfo attribute, MethodOverride changes)
    {
        var request = new PermitRequest(
            changes.Limit ?? Number(attribute, nameof(RateLimitedAttribute.Limit)),
            changes.Window ?? Duration(attribute, nameof(RateLimitedAttribute.Window)) ?? TimeSpan.Zero,
            Number(attribute, nameof(RateLimitedAttribute.Cost)),
            Enum.Parse<RateLimitAlgorithm>(Text(attribute, nameof(RateLimitedAttribute.Algorithm)) ?? nameof(RateLimitAlgorithm.FixedWindow)),
            Number(attribute, nameof(RateLimitedAttribute.Burst)));
        try
        {
            request.Validate();
            return null;
        }
        catch (ArgumentOutOfRangeException e)
        {
            var setting = changes.Limit is null ? nameof(MethodOverride.Window) : nameof(MethodOverride.Limit);
            return (setting, $"does not fit the attribute: {e.Message.Split(" (Parameter", 2)[0]}");
        }
    }

    // The first that the configuration has set: its author can change that. What the attribute alone says is the compiler's to check.
    private static (string Setting, string Problem)? Overridden(params (string Setting, TimeSpan? Value, string Problem)[] candidates)
    {
        foreach (var (setting, value, problem) in candidates)
        {
            if (value is not null)
                return (setting, problem);
        }

        return null;
    }

    // Zero: the attribute does not have it, or it is switched off.
    private static TimeSpan Changed(KvMethodInfo attribute, string name, TimeSpan? change) =>
        Duration(attribute, name) is { } own ? change ?? own : TimeSpan.Zero;

    private static TimeSpan? Duration(KvMethodInfo attribute, string name) =>
        Text(attribute, name) is { } text && DurationText.TryParse(text, out var value) ? value : null;

    private static long Number(KvMethodInfo attribute, string name) =>
        long.TryParse(Text(attribute, name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static string? Text(KvMethodInfo attribute, string name)
    {
        foreach (var (setting, text) in attribute.Settings)
        {
            if (setting == name)
                return text;
        }

        return null;
    }
}

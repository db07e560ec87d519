using System.Globalization;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Methods;

namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>Checks the settings of one attribute and gathers those that differ from the policy's defaults, as assignments.</summary>
internal sealed class SettingsReader(StageAttribute attribute, Findings findings)
{
    private const long ShortestNear = 50;

    private readonly List<string> _assignments = [];

    public IReadOnlyList<string> Assignments => _assignments;

    /// <summary>Adds an assignment.</summary>
    public void Set(string property, string expression) => _assignments.Add($"{property} = {expression}");

    public void RefuseOutOfRange(string property, string value, string range) =>
        findings.Add(Descriptors.OutOfRange, attribute.At(property), property, value, range);

    /// <summary>A duration that the attribute must set; the milliseconds, or null if it is missing or wrong.</summary>
    public long? RequiredDuration(string property, long maximum = Duration.MaxMilliseconds)
    {
        if (!attribute.Sets(property))
        {
            // The compiler reports a missing required member.
            findings.RefuseSilently();
            return null;
        }

        var milliseconds = ReadDuration(property, "", minimum: 1, maximum);
        if (milliseconds is { } value)
            Set(property, Duration.Expression(value));
        return milliseconds;
    }

    /// <summary>A duration that the attribute may set.</summary>
    /// <param name="property">Its name.</param>
    /// <param name="byDefault">Null: none, which is also what an attribute that sets it to null means.</param>
    /// <param name="minimum">In milliseconds.</param>
    public void OptionalDuration(string property, string? byDefault, long minimum = 1)
    {
        if (!attribute.Sets(property) || (byDefault is null && attribute.Get<string?>(property, null) is null))
            return;
        if (ReadDuration(property, byDefault ?? "", minimum, Duration.MaxMilliseconds) is { } value
            && !(byDefault is not null && Duration.TryParse(byDefault, out var standard, out _) && value == standard))
            Set(property, Duration.Expression(value));
    }

    /// <summary>How long this process may answer from its own memory. No shorter than a store's answer is worth, and both layers together no longer than the lifetime (N5).</summary>
    /// <param name="ttl">The lifetime in milliseconds; null where it is wrong.</param>
    /// <returns>In milliseconds; null if there is none, or if it is wrong.</returns>
    public long? Near(long? ttl)
    {
        if (!attribute.IsNear || ReadDuration("Near", "", minimum: 0, Duration.MaxMilliseconds) is not { } near)
            return null;
        var problem = near < ShortestNear ? $"must be {Text(ShortestNear)} ms or longer"
            : near > ttl / 2 ? $"must be at most half of Ttl = \"{attribute.Get("Ttl", "")}\""
            : null;
        if (problem is not null)
        {
            findings.Add(Descriptors.NearRange, attribute.At("Near"), attribute.Get("Near", ""), problem);
            return null;
        }

        Set("Near", Duration.Expression(near));
        return near;
    }

    /// <summary>When a value is renewed: while the store still has it, which keeps it for the lifetime less <c>Near</c> (N5).</summary>
    /// <param name="ttl">The lifetime in milliseconds; null where it is wrong.</param>
    /// <param name="near">That of near entries, likewise; null for none.</param>
    public void RefreshAfter(long? ttl, long? near)
    {
        if (attribute.Get<string?>("RefreshAfter", null) is not { } text || ReadDuration("RefreshAfter", "", minimum: 1, Duration.MaxMilliseconds) is not { } after)
            return;
        if (after >= ttl - (near ?? 0))
            findings.Add(FreshnessDescriptors.RefreshRange, attribute.At("RefreshAfter"), text, $"must be shorter than Ttl = \"{attribute.Get("Ttl", "")}\"{(near is null ? "" : $" less Near = \"{attribute.Get("Near", "")}\"")}");
        else
            Set("RefreshAfter", Duration.Expression(after));
    }

    public long Number(string property, long byDefault, long minimum, long maximum)
    {
        var value = attribute.Get<object>(property, byDefault) is int i ? i : attribute.Get(property, byDefault);
        if (value < minimum || value > maximum)
        {
            var range = maximum switch
            {
                int.MaxValue or long.MaxValue => Text(minimum) + " or more",
                _ => $"{Text(minimum)} to {Text(maximum)}",
            };
            RefuseOutOfRange(property, Text(value), range);
        }
        else if (value != byDefault)
        {
            Set(property, Text(value));
        }

        return value;
    }

    /// <summary>A member of one of the library's enums, whose members count from 0 in this order.</summary>
    public int Choice(string property, string enumName, int byDefault, params string[] members)
    {
        var value = attribute.Get(property, byDefault);
        if (value < 0 || value >= members.Length)
            RefuseOutOfRange(property, Text(value), "one of " + string.Join(", ", members));
        else if (value != byDefault)
            Set(property, $"global::Derp.Kv.{enumName}.{members[value]}");
        return value;
    }

    public void Flag(string property, bool byDefault)
    {
        var value = attribute.Get(property, byDefault);
        if (value != byDefault)
            Set(property, value ? "true" : "false");
    }

    public void Percentage(string property)
    {
        if (!attribute.Sets(property))
            return;
        var text = attribute.Get(property, "");
        if (text.Length is < 2 or > 4
            || text[text.Length - 1] != '%'
            || !int.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            || percent > 100)
            findings.Add(Descriptors.BadJitter, attribute.At(property), text);
        else if (percent != 0)
            Set(property, (percent / 100m).ToString("0.##", CultureInfo.InvariantCulture));
    }

    private long? ReadDuration(string property, string byDefault, long minimum, long maximum)
    {
        var text = attribute.Get(property, byDefault);
        if (!Duration.TryParse(text, out var milliseconds, out var problem))
        {
            // Reported as it is.
        }
        else if (milliseconds < minimum)
        {
            problem = milliseconds == 0 ? "must be longer than zero" : $"must be {Text(minimum)} ms or longer";
        }
        else if (milliseconds > maximum)
        {
            problem = $"must be at most {Text(maximum / 86_400_000)} days";
        }
        else
        {
            return milliseconds;
        }

        findings.Add(Descriptors.BadDuration, attribute.At(property), property, text, problem);
        return null;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Settings;

/// <summary>The settings of a method's attributes in words: a line of documentation for the wrapper.</summary>
internal static class PolicyText
{
    private static readonly (string Unit, long Milliseconds)[] s_units =
        [("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1_000), ("millisecond", 1)];

    /// <summary>Lines of a comment, one sentence per attribute.</summary>
    public static IEnumerable<string> Remarks(AnnotatedMethod method)
    {
        var sentences = method.Attributes.Select(a => Sentence(method.Symbol, a)).ToList();
        return sentences.Count == 1
            ? [$"/// <remarks>{sentences[0]}</remarks>"]
            : ["/// <remarks>", .. sentences.Select(static s => "/// " + s), "/// </remarks>"];
    }

    /// <summary>
    /// The same as plain comments, for the implementation of a declared wrapper: documentation there would take the place
    /// of the declaration's.
    /// </summary>
    public static IEnumerable<string> Comments(AnnotatedMethod method) =>
        method.Attributes.Select(a => "// " + Regex.Replace(Sentence(method.Symbol, a), "</?c>|<paramref name=\"([^\"]*)\"/>", "$1")
            .Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&"));

    private static string Sentence(IMethodSymbol body, StageAttribute attribute) => attribute.Kind switch
    {
        StageKind.RateLimited => $"At most {Limit(attribute)} per {Length(attribute, "Window", per: true)} under {Key(attribute)}{Algorithm(attribute)}.",
        StageKind.Tag => $"Invalidates every cached value with the tag {Key(attribute)}.",
        StageKind.Invalidates => $"Invalidates what {Escape(attribute.Target)} has cached, once it has run.",
        StageKind.Idempotent => $"Runs once per {Key(attribute)}{(attribute.IsLedger ? ", in a transaction of the ledger" : "")}; replayed for {Length(attribute, "Ttl")}.",
        _ => $"Cached{Each(body, attribute)}{(attribute.Template is null ? Arguments(body) : " under " + Key(attribute))} for {Length(attribute, "Ttl")}{Jitter(attribute)}{Near(attribute)}{Refresh(attribute)}{Stale(attribute)}{Nulls(attribute)}.",
    };

    private static string Key(StageAttribute attribute) => $"<c>{Escape(attribute.Template ?? "")}</c>";

    private static string Arguments(IMethodSymbol body)
    {
        var names = PassedOn.Of(body)
            .Where(static p => !p.Type.IsCancellationToken() && !p.HasAttribute("NotKeyAttribute") && !EachParameter.Is(p))
            .Select(static p => $"<paramref name=\"{Escape(p.Name)}\"/>")
            .ToList();
        return names.Count switch
        {
            0 => "",
            1 => " by " + names[0],
            _ => $" by {string.Join(", ", names.Take(names.Count - 1))} and {names[names.Count - 1]}",
        };
    }

    private static string Each(IMethodSymbol body, StageAttribute attribute) =>
        EachParameter.Of(body, [attribute]) is { Symbol.Name: var name } ? $" for each of <paramref name=\"{Escape(name)}\"/>" : "";

    private static string Jitter(StageAttribute attribute) =>
        attribute.Get("Jitter", "0%") is var jitter && jitter.TrimStart('0') == "%" ? "" : $", less up to {Escape(jitter)}";

    private static string Near(StageAttribute attribute) =>
        attribute.IsNear ? $", in this process's memory for {Length(attribute, "Near")}" : "";

    private static string Refresh(StageAttribute attribute) =>
        attribute.Get<string?>("RefreshAfter", null) is null ? "" : $", refreshed after {Length(attribute, "RefreshAfter")}";

    private static string Stale(StageAttribute attribute) =>
        attribute.Get<string?>("StaleIfError", null) is null ? "" : $", for {Length(attribute, "StaleIfError")} more if the body fails";

    private static string Nulls(StageAttribute attribute) => attribute.Get("CacheNulls", true) ? "" : ", unless it is null";

    private static string Limit(StageAttribute attribute)
    {
        var limit = attribute.Get<object>("Limit", 0L) is int i ? i : attribute.Get("Limit", 0L);
        var cost = attribute.Get("Cost", 1);
        return cost == 1 ? Count(limit, "call") : $"{Count(limit, "permit")} ({Number(cost)} per call)";
    }

    private static string Algorithm(StageAttribute attribute) => attribute.Get("Algorithm", 0) switch
    {
        1 => " (sliding window)",
        2 when attribute.Get<object>("Burst", 0L) is var burst && Convert.ToInt64(burst, CultureInfo.InvariantCulture) is > 0 and var most =>
            $" (token bucket, bursts of {Number(most)})",
        2 => " (token bucket)",
        _ when attribute.Get("PermitBatch", 1) is > 1 and var batch => $" (up to {Number(batch)} permits at once)",
        _ => "",
    };

    // "1 hour 30 minutes"; behind "per", a single unit needs no number.
    private static string Length(StageAttribute attribute, string property, bool per = false)
    {
        if (!Duration.TryParse(attribute.Get(property, ""), out var rest, out _))
            return "";
        var words = new List<string>();
        foreach (var (unit, milliseconds) in s_units)
        {
            if (rest / milliseconds is var count and > 0)
                words.Add(per && count == 1 && rest == milliseconds && words.Count == 0 ? unit : Count(count, unit));
            rest %= milliseconds;
        }

        return string.Join(" ", words);
    }

    private static string Count(long count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    // What XML reserves, and what it or a comment's line cannot hold.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' =>
                    escaped.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}

namespace Derp.Kv.Generators.Answers;

/// <summary>
/// What names tell about values. The compiler cannot know which objects exist for the application and which for a request; names
/// tell it.
/// </summary>
internal static class NameWords
{
    // How an application is set up: the same for all callers.
    private static readonly HashSet<string> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        "option", "options", "setting", "settings", "config", "configuration", "configurations", "connection", "environment",
        "endpoint", "url", "uri", "path", "paths", "directory", "folder", "timeout", "ttl", "duration", "expiration", "expiry", "interval", "delay",
        "retry", "retries", "limit", "max", "min", "maximum", "minimum", "capacity", "size", "secret", "password", "prefix", "suffix", "policy",
    };

    private static readonly HashSet<string> s_askers = new(StringComparer.OrdinalIgnoreCase)
    {
        "user", "tenant", "account", "customer", "member", "principal", "identity", "session", "caller", "subject", "actor", "visitor",
        "culture", "language", "locale", "organization", "organisation", "workspace", "current",
    };

    // They work on users and tenants, but are not one.
    private static readonly HashSet<string> s_workers = new(StringComparer.OrdinalIgnoreCase)
    {
        "repository", "service", "manager", "store", "factory", "client", "cache", "handler", "validator", "helper", "queue", "logger", "db",
    };

    /// <summary>Whether a name is that of a setting.</summary>
    public static bool IsSetting(string name) => Of(name).Any(s_settings.Contains);

    /// <summary>Whether a name is that of a caller, or of what a caller belongs to.</summary>
    public static bool IsAsker(string name)
    {
        var words = Of(name).ToList();
        return words.Any(s_askers.Contains) && (IsCurrent(words) || !words.Any(s_workers.Contains));
    }

    /// <summary>Whether a name tells that its value is a current one: <c>CurrentCustomer</c>.</summary>
    public static bool IsCurrent(string name) => IsCurrent(Of(name));

    /// <summary>The words of a name, such as <c>_currentUserId</c> or <c>ICurrentUser</c>.</summary>
    public static IEnumerable<string> Of(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !IsBoundary(name, i))
                continue;
            var word = name.Substring(start, i - start).Trim('_');
            start = i;
            if (word.Length > 0)
                yield return word;
        }
    }

    private static bool IsCurrent(IEnumerable<string> words) => words.Contains("current", StringComparer.OrdinalIgnoreCase);

    // Before an upper-case letter that follows a lower-case one or begins a word of lower case; at underscores and digits.
    private static bool IsBoundary(string name, int i) =>
        name[i] == '_'
        || name[i - 1] == '_'
        || char.IsDigit(name[i]) != char.IsDigit(name[i - 1])
        || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))));
}

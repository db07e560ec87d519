using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// The clients that an application has registered, in any order. Only when all are known is it certain that a section names
/// a client that does not exist.
/// </summary>
internal sealed class RegisteredClients
{
    private readonly List<string> _names = [];
    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of a service collection.</summary>
    public static RegisteredClients In(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: RegisteredClients standing })
                return standing;
        }

        var clients = new RegisteredClients();
        services.AddSingleton(clients);
        return clients;
    }

    /// <summary>The client of a name; null is the one without.</summary>
    public static KvClient Find(IServiceProvider services, string? name) =>
        name is null ? services.GetRequiredService<KvClient>() : services.GetRequiredKeyedService<KvClient>(name);

    /// <summary>Whether there is a client without a name.</summary>
    public bool HasDefault => Contains("");

    /// <summary>All, the one without a name as the empty text.</summary>
    public IReadOnlyList<string> All => _names;

    /// <summary>Those with a name, for messages.</summary>
    public IEnumerable<string> Names => _names.Where(static name => name.Length > 0).Order(StringComparer.Ordinal);

    /// <summary>Configuration ignores case: two names that differ only in case would share a section.</summary>
    public bool Contains(string name) => _names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Errors in the common part of the configuration are reported once: with the default client, or otherwise with the first.</summary>
    public bool AnswersForAll(string name) => string.Equals(name, HasDefault ? "" : _names[0], StringComparison.OrdinalIgnoreCase);

    public void Add(string name) => _names.Add(name);

    /// <summary>A section beside the settings of clients, which a package reads that the application has registered. False: it is known.</summary>
    public bool AddSection(string name) => _sections.Add(name);

    /// <summary>Whether some package reads this section.</summary>
    public bool HasSection(string name) => _sections.Contains(name);
}

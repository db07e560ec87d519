using Derp.Kv.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>The ledgers that an application has registered, in any order; the one without a name as the empty text.</summary>
internal sealed class RegisteredLedgers
{
    /// <summary>The section of the ledger without a name, under that of the application.</summary>
    public const string Section = "Ledger";

    /// <summary>The section that holds one for each named ledger.</summary>
    public const string NamedSection = "Ledgers";

    private readonly List<string> _names = [];

    /// <summary>Those of a service collection.</summary>
    public static RegisteredLedgers In(IServiceCollection services)
    {
        foreach (var service in services)
        {
            if (service is { IsKeyedService: false, ImplementationInstance: RegisteredLedgers standing })
                return standing;
        }

        var ledgers = new RegisteredLedgers();
        services.AddSingleton(ledgers);

        // The clients, which read the same section, then know these.
        var clients = RegisteredClients.In(services);
        clients.AddSection(Section);
        clients.AddSection(NamedSection);
        return ledgers;
    }

    /// <summary>The ledger of a name; null and the empty text are the one without.</summary>
    public static KvLedger Find(IServiceProvider services, string? name) =>
        string.IsNullOrEmpty(name) ? services.GetRequiredService<KvLedger>() : services.GetRequiredKeyedService<KvLedger>(name);

    /// <summary>The same, or null if it is not registered.</summary>
    public static KvLedger? TryFind(IServiceProvider services, string name) =>
        name.Length == 0 ? services.GetService<KvLedger>() : services.GetKeyedService<KvLedger>(name);

    /// <summary>Whether there is a ledger without a name.</summary>
    public bool HasDefault => Contains("");

    /// <summary>Those with a name, for messages.</summary>
    public IEnumerable<string> Names => _names.Where(static name => name.Length > 0).Order(StringComparer.Ordinal);

    /// <summary>Configuration ignores case: two names that differ only in case would share a section.</summary>
    public bool Contains(string name) => _names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Errors in the common part of the configuration are reported once, with the first.</summary>
    public bool AnswersForAll(string name) => string.Equals(name, _names[0], StringComparison.OrdinalIgnoreCase);

    public void Add(string name) => _names.Add(name);
}

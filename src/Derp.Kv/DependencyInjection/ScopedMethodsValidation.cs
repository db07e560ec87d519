using Derp.Kv.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Derp.Kv.DependencyInjection;

/// <summary>Checks at start that a service scope has the instances of methods with <see cref="RefreshOn.NewScope"/>. A container that cannot say what it has is not asked.</summary>
internal sealed class ScopedMethodsValidation(IServiceProviderIsService? services, RegisteredClients clients, Func<IReadOnlyList<KvMethodInfo>> methods) : IValidateOptions<DerpKvOptions>
{
    public ValidateOptionsResult Validate(string? name, DerpKvOptions options)
    {
        if (services is null || name is null || !clients.Contains(name) || !clients.AnswersForAll(name))
            return ValidateOptionsResult.Skip;

        var missing = methods().Where(method => method.ScopedAs.Count > 0 && !method.ScopedAs.Any(services.IsService)).Select(Describe).ToList();
        return missing.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(missing);
    }

    private static string Describe(KvMethodInfo method)
    {
        var interfaces = string.Join(", ", method.ScopedAs.Skip(1));
        return $"{method.DisplayName} has RefreshOn.NewScope, and {method.ScopedAs[0]} is not registered{(interfaces.Length == 0 ? "" : $", nor is one of its interfaces: {interfaces}")}. Register it, or choose another RefreshOn.";
    }
}

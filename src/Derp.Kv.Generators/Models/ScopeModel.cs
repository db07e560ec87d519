using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>How a service scope is asked for the instance of a body.</summary>
/// <param name="Type">Of the body.</param>
/// <param name="Interfaces">What it can be registered as too.</param>
/// <param name="KeyMethod">A method that makes the key, unique in the type; null if the key reads nothing that only the instance itself can: no parameter of its constructor.</param>
internal sealed record ScopeModel(string Type, EquatableArray<string> Interfaces, string? KeyMethod);

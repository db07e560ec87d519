using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>Of a refused method, what its heads need beside their signatures.</summary>
/// <param name="Message">What a call says.</param>
/// <param name="Captured">Parameters of the primary constructor that the wrapper would read, escaped.</param>
internal sealed record RefusalModel(string Message, EquatableArray<string> Captured);

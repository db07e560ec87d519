using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>What the heads of a refused method need besides their signatures.</summary>
/// <param name="Message">The message of the exception that a call throws.</param>
/// <param name="Captured">Parameters of the primary constructor that the wrapper would read, escaped.</param>
internal sealed record RefusalModel(string Message, EquatableArray<string> Captured);

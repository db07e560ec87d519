using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Calibration;

/// <summary>A command as clients send it, and what must stand on the server before.</summary>
/// <param name="Kind">What the simulation takes it for.</param>
/// <param name="Name">For tables.</param>
/// <param name="Of">The words of call <c>n</c>.</param>
/// <param name="Before">A command that prepares call <c>n</c>; not measured. Null: none.</param>
/// <param name="IsTypical">Whether the simulation's time of the kind is an average with this one.</param>
internal sealed record MeasuredCommand(CommandKind Kind, string Name, Func<int, string[]> Of, Func<int, string[]>? Before = null, bool IsTypical = true);

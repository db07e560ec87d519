namespace Derp.Kv.Scale.Calibration;

/// <summary>A command as clients send it, and what must stand on the server before.</summary>
/// <param name="Name">As in <c>ServiceTimes</c>.</param>
/// <param name="Of">The words of call <c>n</c>.</param>
/// <param name="Before">A command that prepares call <c>n</c>; not measured. Null: none.</param>
/// <param name="Once">A command that prepares all calls. Null: none.</param>
internal sealed record MeasuredCommand(string Name, Func<int, string[]> Of, Func<int, string[]>? Before = null, string[]? Once = null);

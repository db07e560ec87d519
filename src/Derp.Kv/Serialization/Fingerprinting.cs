namespace Derp.Kv.Serialization;

/// <summary>
/// Whether this thread writes arguments to compare them, not to read them back. Equal arguments must then give equal bytes,
/// and different ones different bytes: sets and maps are sorted, numbers are written by value, and text that
/// has no UTF-8 form is not refused.
/// </summary>
internal static class Fingerprinting
{
    [ThreadStatic]
    private static bool _isOn;

    public static bool IsOn => _isOn;

    /// <summary>Turns it on or off until the result is disposed of.</summary>
    public static Scope Turn(bool on)
    {
        var scope = new Scope(_isOn);
        _isOn = on;
        return scope;
    }

    public readonly ref struct Scope(bool outer)
    {
        public void Dispose() => _isOn = outer;
    }
}

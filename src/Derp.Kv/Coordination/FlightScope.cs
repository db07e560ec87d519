namespace Derp.Kv.Coordination;

/// <summary>
/// Tells which bodies the running code is inside of. It flows with the execution context, into whatever a body leaves
/// running behind it too, and so holds nothing but its place.
/// </summary>
internal sealed class FlightScope
{
    private static readonly AsyncLocal<FlightScope?> s_current = new();

    private readonly FlightScope? _parent;

    private FlightScope(FlightScope? parent) => _parent = parent;

    public static FlightScope BelowCurrent() => new(s_current.Value);

    public void Enter() => s_current.Value = this;

    public bool EnclosesCurrent()
    {
        for (var scope = s_current.Value; scope is not null; scope = scope._parent)
        {
            if (ReferenceEquals(scope, this))
                return true;
        }

        return false;
    }
}

using System.Runtime.ExceptionServices;
using Derp.Kv.Coordination.Refreshes;

namespace Derp.Kv.Coordination.Flights;

/// <summary>
/// How a flight ended. Callers decode <see cref="Bytes"/> each for itself; only a value that cannot be written, or not
/// be read back, is shared as it is. A failure is carried, not thrown, so that a flight whose callers all left is no
/// unobserved exception. No record: those print what they hold.
/// </summary>
internal sealed partial class FlightOutcome
{
    private FlightOutcome(byte[]? bytes, bool computed, object? value, ExceptionDispatchInfo? error) =>
        (Bytes, Computed, Value, Error) = (bytes, computed, value, error);

    /// <summary>The encoded value; null when it cannot be written, or on failure.</summary>
    public byte[]? Bytes { get; }

    /// <summary>Whether the body ran here and <see cref="Value"/> is its result.</summary>
    public bool Computed { get; }

    /// <summary>What the body returned.</summary>
    public object? Value { get; }

    /// <summary>The type that the body's method stores; callers of another one under the same key must not take its value.</summary>
    public StoredType? Type { get; private init; }

    /// <summary>What the body threw.</summary>
    public ExceptionDispatchInfo? Error { get; }

    /// <summary>
    /// The body failed after the caller on whose instance it ran had left: the failure may be that of a scope that has ended.
    /// The remaining callers start anew, one of them on its own instance.
    /// </summary>
    public static readonly FlightOutcome HandedOver = new(null, false, null, null);

    /// <summary>The value that was there.</summary>
    public static FlightOutcome Served(byte[] bytes, in Serving serving) => new(bytes, false, null, null) { IsHit = true, Serving = serving };

    /// <summary>Another process has stored the value meanwhile.</summary>
    public static FlightOutcome Read(byte[] bytes) => new(bytes, false, null, null);

    public static FlightOutcome Ran(byte[]? bytes, object? value, StoredType? type) => new(bytes, true, value, null) { Type = type };

    /// <summary>Whether the value was there before a caller asked for the lease.</summary>
    public bool IsHit { get; private init; }

    /// <summary>In what state the value is.</summary>
    public Serving Serving { get; private init; }

    public static FlightOutcome Failed(Exception exception) => new(null, false, null, ExceptionDispatchInfo.Capture(exception));
}

namespace Derp.Kv.Keys;

/// <summary>Equality as keys see it, for the types whose own equality joins what <see cref="KeyWriter"/> writes apart, or the other way round.</summary>
public static class KeyEquality
{
    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(Half a, Half b) => a.Equals(b);

    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(Half? a, Half? b) => Nullable.Equals(a, b);

    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(float a, float b) => a.Equals(b);

    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(float? a, float? b) => Nullable.Equals(a, b);

    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(double a, double b) => a.Equals(b);

    /// <summary>−0 is 0, and all NaN are one.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(double? a, double? b) => Nullable.Equals(a, b);

    /// <summary>The kind counts.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(DateTime a, DateTime b) => a.Ticks == b.Ticks && a.Kind == b.Kind;

    /// <summary>The kind counts.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(DateTime? a, DateTime? b) => a is { } x && b is { } y ? AreSame(x, y) : a.HasValue == b.HasValue;

    /// <summary>One instant at two offsets is two arguments.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b);

    /// <summary>One instant at two offsets is two arguments.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(DateTimeOffset? a, DateTimeOffset? b) => a is { } x && b is { } y ? x.EqualsExact(y) : a.HasValue == b.HasValue;

    /// <summary>Two spellings of one address are two arguments.</summary>
    /// <param name="a">One argument.</param>
    /// <param name="b">The other.</param>
    public static bool AreSame(Uri? a, Uri? b) => a?.OriginalString == b?.OriginalString;
}

using System.Numerics;
using System.Text;

namespace Derp.Kv.Runtime.RoundTrips;

/// <summary>Values without visible parts, compared as exactly as a user could distinguish them.</summary>
internal static class PlainValues
{
    /// <summary>Whether they are the same; null if the type has parts.</summary>
    public static bool? AreSame(object a, object b) => (a, b) switch
    {
        (double x, double y) => Same(x, y),
        (float x, float y) => Same(x, y),
        (Half x, Half y) => Same((float)x, (float)y),
        (Complex x, Complex y) => Same(x.Real, y.Real) && Same(x.Imaginary, y.Imaginary),
        (decimal x, decimal y) => x == y && x.Scale == y.Scale,
        (DateTime x, DateTime y) => x == y && x.Kind == y.Kind,
        (DateTimeOffset x, DateTimeOffset y) => x.EqualsExact(y),
        (Uri x, Uri y) => x.IsAbsoluteUri == y.IsAbsoluteUri && (x.IsAbsoluteUri ? x.AbsoluteUri == y.AbsoluteUri : x.OriginalString == y.OriginalString),
        (StringBuilder x, StringBuilder y) => x.Equals(y),
        (string or Version or Guid or TimeSpan or DateOnly or TimeOnly or BigInteger or Int128 or UInt128 or Type, _) => a.Equals(b),
        _ => a.GetType() is { IsPrimitive: true } or { IsEnum: true } ? a.Equals(b) : null,
    };

    private static bool Same(double x, double y) => x.Equals(y) && (double.IsNaN(x) || double.IsNegative(x) == double.IsNegative(y));
}

using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>Tries a placeholder's format on a value of the framework's types, so that a wrong one does not throw at every call.</summary>
internal static class FormatCheck
{
    /// <summary>False only if the format is known to throw.</summary>
    public static bool CanBeUsed(ITypeSymbol type, string format)
    {
        // Some runtimes that a compiler runs on do not have the format for binary numbers.
        if (Sample(type) is not { } sample || format[0] is 'B' or 'b' && sample is not Guid)
            return true;
        try
        {
            sample.ToString(format, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IFormattable? Sample(ITypeSymbol type) => type.SpecialType switch
    {
        _ when type.TypeKind == TypeKind.Enum => DayOfWeek.Sunday,
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 => 1,
        SpecialType.System_Single or SpecialType.System_Double => 1.0,
        SpecialType.System_Decimal => 1m,
        SpecialType.System_DateTime => new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        _ when type.Is("System", "DateTimeOffset") => new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
        _ when type.Is("System", "TimeSpan") => TimeSpan.FromSeconds(1),
        _ when type.Is("System", "Guid") => Guid.Empty,
        _ => null,
    };
}

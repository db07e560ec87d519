namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>The characters that the text of a placeholder can contain.</summary>
/// <param name="Low">A bit for each of U+0000 to U+003F.</param>
/// <param name="High">A bit for each of U+0040 to U+007F.</param>
/// <param name="BeyondAscii">Everything else.</param>
internal readonly record struct CharacterSet(ulong Low, ulong High, bool BeyondAscii)
{
    public static readonly CharacterSet Digits = Of("0123456789");
    public static readonly CharacterSet Signed = Digits | Of("-");
    public static readonly CharacterSet Letters = Of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>The alphabet of <c>KeyWriter</c> for arbitrary strings, the escape sign included.</summary>
    public static readonly CharacterSet Escaped = (Digits | Letters | Of("-._~@+%")) with { BeyondAscii = true };

    public static readonly CharacterSet Float = Signed | Letters | Of(".+");
    public static readonly CharacterSet Boolean = Of("truefals");
    public static readonly CharacterSet Guid = Of("0123456789abcdef-");
    public static readonly CharacterSet Address = Guid | Of(".~");
    public static readonly CharacterSet Null = Of("%n");
    public static readonly CharacterSet List = Of("[,]");
    public static readonly CharacterSet Members = Of("(,)");

    public static readonly CharacterSet All = new(ulong.MaxValue, ulong.MaxValue, true);

    public static CharacterSet Of(string characters)
    {
        ulong low = 0, high = 0;
        foreach (var c in characters)
        {
            if (c < 64)
                low |= 1UL << c;
            else
                high |= 1UL << (c - 64);
        }

        return new CharacterSet(low, high, false);
    }

    public bool Contains(char c) => c switch
    {
        < (char)64 => (Low >> c & 1) != 0,
        < (char)128 => (High >> (c - 64) & 1) != 0,
        _ => BeyondAscii,
    };

    public bool Overlaps(CharacterSet other) =>
        (Low & other.Low) != 0 || (High & other.High) != 0 || (BeyondAscii && other.BeyondAscii);

    public static CharacterSet operator |(CharacterSet left, CharacterSet right) =>
        new(left.Low | right.Low, left.High | right.High, left.BeyondAscii || right.BeyondAscii);
}

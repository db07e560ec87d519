using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Derp.Kv.Tool.Output;

/// <summary>
/// How JSON is written: text of most languages stays readable, and what a terminal would act upon is escaped, whoever has put it into the store.
/// </summary>
internal static class JsonFormat
{
    public static JsonWriterOptions Writing { get; } = new() { Encoder = NewEncoder(), SkipValidation = true };

    private static JavaScriptEncoder NewEncoder()
    {
        // Blocks without marks of direction. The encoder itself escapes control characters.
        var settings = new TextEncoderSettings(
            UnicodeRanges.BasicLatin, UnicodeRanges.Latin1Supplement, UnicodeRanges.LatinExtendedA, UnicodeRanges.LatinExtendedB, UnicodeRanges.LatinExtendedAdditional,
            UnicodeRanges.GreekandCoptic, UnicodeRanges.Cyrillic, UnicodeRanges.Hebrew, UnicodeRanges.Devanagari, UnicodeRanges.Thai,
            UnicodeRanges.CurrencySymbols, UnicodeRanges.CjkSymbolsandPunctuation, UnicodeRanges.Hiragana, UnicodeRanges.Katakana, UnicodeRanges.CjkUnifiedIdeographs, UnicodeRanges.HangulSyllables);
        for (var c = '\u0080'; c <= '\u00FF'; c++)
        {
            if (char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                settings.ForbidCharacter(c);
        }

        return JavaScriptEncoder.Create(settings);
    }
}

using System.Globalization;
using System.Text;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

public sealed class KeyWriterTests
{
    private delegate void Writing(ref KeyWriter writer);

    private static string Text(Writing write)
    {
        var writer = new KeyWriter(stackalloc byte[16]);
        try
        {
            write(ref writer);
            return Encoding.UTF8.GetString(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("abc-._~@+Z9", "abc-._~@+Z9")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("100%", "100%25")]
    [InlineData("{tag}", "%7Btag%7D")]
    [InlineData("a b\n", "a%20b%0A")]
    [InlineData("\u0085", "%C2%85")]
    [InlineData("žluťoučký 🐎", "žluťoučký%20🐎")]
    [InlineData("null", "null")]
    [InlineData("[,]", "%5B%2C%5D")]
    public void K4_Text_keeps_what_is_plain_and_escapes_the_rest(string value, string expected) =>
        Assert.Equal(expected, Text((ref KeyWriter w) => w.Append(value)));

    [Fact]
    public void K4_Unpaired_surrogates_collide_with_nothing()
    {
        // Built here: an attribute's string would lose its unpaired surrogates on the way into metadata.
        string[] values = ["\ud800", "\udc00", "\ufffd", "\ud800\udc00", "\udc00\ud800", "\ud800\ud800", "%uD800", "uD800"];

        var texts = values.Select(value => Text((ref KeyWriter w) => w.Append(value))).ToArray();

        Assert.Equal(values.Length, texts.Distinct().Count());
        Assert.Equal("%uD800", texts[0]);
    }

    [Fact]
    public void K1_Null_is_no_text()
    {
        string[] texts =
        [
            Text((ref KeyWriter w) => w.Append((string?)null)),
            Text((ref KeyWriter w) => w.Append("")),
            Text((ref KeyWriter w) => w.Append("null")),
            Text((ref KeyWriter w) => w.Append("%n")),
        ];

        Assert.Equal(["%n", "", "null", "%25n"], texts);
    }

    [Fact]
    public void K1_Collections_are_framed_item_by_item()
    {
        static string List(params string?[] items) => Text((ref KeyWriter w) =>
        {
            w.BeginList();
            foreach (var item in items)
            {
                w.Append(item);
                w.EndItem();
            }

            w.EndList();
        });

        string[] texts = [List(), List(""), List("", ""), List("a,b"), List("a", "b"), List((string?)null), List("a]")];

        Assert.Equal(texts.Length, texts.Distinct().Count());
        Assert.Equal(["[]", "[,]", "[,,]", "[a%2Cb,]", "[a,b,]", "[%n,]", "[a%5D,]"], texts);
    }

    public static TheoryData<string> Cultures => ["", "tr-TR", "fi-FI", "ar-SA", "de-DE"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public void K3_Text_is_the_same_under_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal("-1234567", Text((ref KeyWriter w) => w.Append(-1234567)));
            Assert.Equal("18446744073709551615", Text((ref KeyWriter w) => w.Append(ulong.MaxValue)));
            Assert.Equal("-1.5", Text((ref KeyWriter w) => w.Append(-1.5)));
            Assert.Equal("0.1", Text((ref KeyWriter w) => w.Append(0.1f)));
            Assert.Equal("1E+20", Text((ref KeyWriter w) => w.Append(1e20)));
            Assert.Equal("NaN", Text((ref KeyWriter w) => w.Append(double.NaN)));
            Assert.Equal("-Infinity", Text((ref KeyWriter w) => w.Append(double.NegativeInfinity)));
            Assert.Equal("12.5", Text((ref KeyWriter w) => w.Append(12.50m)));
            Assert.Equal("true", Text((ref KeyWriter w) => w.Append(true)));
            Assert.Equal("%3A", Text((ref KeyWriter w) => w.Append(':')));
            Assert.Equal("6f9619ff-8b86-d011-b42d-00c04fc964ff", Text((ref KeyWriter w) => w.Append(new Guid("6F9619FF-8B86-D011-B42D-00C04FC964FF"))));
            Assert.Equal("20261123T091530.0000001Z", Text((ref KeyWriter w) => w.Append(new DateTime(2026, 11, 23, 9, 15, 30, DateTimeKind.Utc).AddTicks(1))));
            Assert.Equal("20261123T091530.0000000+120", Text((ref KeyWriter w) => w.Append(new DateTimeOffset(2026, 11, 23, 9, 15, 30, TimeSpan.FromHours(2)))));
            Assert.Equal("20261123T091530.0000000-90", Text((ref KeyWriter w) => w.Append(new DateTimeOffset(2026, 11, 23, 9, 15, 30, TimeSpan.FromMinutes(-90)))));
            Assert.Equal("-15000000", Text((ref KeyWriter w) => w.Append(TimeSpan.FromSeconds(-1.5))));
            Assert.Equal("20261123", Text((ref KeyWriter w) => w.Append(new DateOnly(2026, 11, 23))));
            Assert.Equal("235959.5000000", Text((ref KeyWriter w) => w.Append(new TimeOnly(23, 59, 59, 500))));
            Assert.Equal("1%2C234.50", Text((ref KeyWriter w) => w.AppendFormatted(1234.5m, "N2")));
            Assert.Equal("%n", Text((ref KeyWriter w) => w.AppendFormatted((Version?)null, null)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void K3_Equal_numbers_have_one_text()
    {
        Assert.Equal("0", Text((ref KeyWriter w) => w.Append(-0.0)));
        Assert.Equal("0", Text((ref KeyWriter w) => w.Append(-0.0f)));
        Assert.Equal("NaN", Text((ref KeyWriter w) => w.Append(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001))));
        Assert.Equal("0", Text((ref KeyWriter w) => w.Append(new decimal(0, 0, 0, isNegative: true, 5))));
        foreach (var value in new[] { 1.0m, 1.00m, 1m, 1.0000000000000000000000000000m })
            Assert.Equal("1", Text((ref KeyWriter w) => w.Append(value)));
        Assert.Equal("-79228162514264337593543950335", Text((ref KeyWriter w) => w.Append(decimal.MinValue)));
        Assert.Equal("0.0000000000000000000000000001", Text((ref KeyWriter w) => w.Append(0.0000000000000000000000000001m)));
        Assert.Equal("100", Text((ref KeyWriter w) => w.Append(100m)));
    }

    [Fact]
    public void K3_The_kind_of_a_date_is_part_of_it()
    {
        var texts = Enum.GetValues<DateTimeKind>().Select(kind => Text((ref KeyWriter w) => w.Append(new DateTime(638_000_000_000_000_000, kind)))).ToArray();

        Assert.Equal(3, texts.Distinct().Count());
    }

    [Fact]
    public void A_key_outgrows_its_buffer()
    {
        var text = new string('x', 100_000);

        Assert.Equal(text + text, Text((ref KeyWriter w) =>
        {
            w.Append(text);
            w.AppendLiteral(Encoding.UTF8.GetBytes(text));
        }));
    }

    [Fact]
    public void K1_K8_Random_argument_lists_never_share_a_key()
    {
        // Two strings with a colon between, over the characters that framing is about.
        const string alphabet = "ab:%{}[],n\ud800\udc00\ufffd";
        var random = new Random(42);
        var seen = new Dictionary<string, (string?, string?)>();
        for (var i = 0; i < 200_000; i++)
        {
            var arguments = (Next(), Next());
            var key = Text((ref KeyWriter w) =>
            {
                w.Append(arguments.Item1);
                w.AppendLiteral(":"u8);
                w.Append(arguments.Item2);
            });
            if (seen.TryGetValue(key, out var other))
                Assert.Equal(other, arguments);
            else
                seen.Add(key, arguments);
            Assert.DoesNotContain('{', key);
            Assert.DoesNotContain('}', key);
        }

        string? Next()
        {
            var length = random.Next(-1, 5);
            return length < 0 ? null : new string([.. Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])]);
        }
    }
}

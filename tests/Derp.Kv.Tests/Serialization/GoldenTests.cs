using Derp.Kv.Serialization;

namespace Derp.Kv.Tests.Serialization;

public class GoldenTests
{
    private readonly Dictionary<string, string> _golden = Lines();
    private readonly Dictionary<string, string> _written = [];

    [Fact]
    public void Payloads_of_version_1_are_read_and_written_as_ever()
    {
        Check("int32", KvSerializers.Int32, -70_000);
        Check("uint64", KvSerializers.UInt64, ulong.MaxValue);
        Check("int128", KvSerializers.Int128, Int128.MinValue + 1);
        Check("uint128", KvSerializers.UInt128, UInt128.MaxValue - 1);
        Check("biginteger", KvSerializers.BigInteger, System.Numerics.BigInteger.Pow(-3, 77));
        Check("half", KvSerializers.Half, (Half)1.5);
        Check("double", KvSerializers.Double, Math.PI);
        Check("decimal", KvSerializers.Decimal, -1.50m);
        Check("string", KvSerializers.String, "Grüße 😀");
        Check("nil", KvSerializers.String, null!);
        Check("bytes", KvSerializers.ByteArray, [0, 255]);
        Check("guid", KvSerializers.Guid, new Guid("0123456789abcdef0123456789abcdef"));
        Check("datetime-utc", KvSerializers.DateTime, new DateTime(638_000_000_012_345_678, DateTimeKind.Utc));
        Check("datetime-unspecified", KvSerializers.DateTime, new DateTime(638_000_000_012_345_678, DateTimeKind.Unspecified));
        Check("datetimeoffset", KvSerializers.DateTimeOffset, new DateTimeOffset(638_000_000_012_345_678, TimeSpan.FromMinutes(-210)));
        Check("timespan", KvSerializers.TimeSpan, new TimeSpan(-12_345_678));
        Check("dateonly", KvSerializers.DateOnly, new DateOnly(2024, 2, 29));
        Check("timeonly", KvSerializers.TimeOnly, new TimeOnly(12_345_678));
        Check("enum", KvSerializers.Enum<DayOfWeek>(), DayOfWeek.Saturday);
        Check("nullable", KvSerializers.Nullable(KvSerializers.Int32), null);
        Check("list", KvSerializers.List(KvSerializers.Nullable(KvSerializers.Int32)), [1, null]);
        Check("dictionary", KvSerializers.Dictionary(KvSerializers.String, KvSerializers.Array(KvSerializers.Char)), new() { ["k"] = ['a', 'ß'] });
        Check("tuple", KvSerializers.ValueTuple(KvSerializers.Int32, KvSerializers.String), (1, "x"));
        Check("pair", KvSerializers.KeyValuePair(KvSerializers.String, KvSerializers.Boolean), new("k", true));
        Check("complex", KvSerializers.Complex, new System.Numerics.Complex(1.5, -2));
        Check("grid", KvSerializers.Array2D(KvSerializers.Int32), new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Check("stack", KvSerializers.Stack(KvSerializers.Int32), new([1, 2]));
        Check("long-tuple", KvSerializers.ValueTuple(KvSerializers.Int32, KvSerializers.Int32, KvSerializers.Int32, KvSerializers.Int32, KvSerializers.Int32, KvSerializers.Int32, KvSerializers.Int32, KvSerializers.ValueTuple(KvSerializers.String)), (1, 2, 3, 4, 5, 6, 7, "8"));
        Check("lookup", KvSerializers.ILookup(KvSerializers.Int32, KvSerializers.String), "a bb cc".Split(' ').ToLookup(w => w.Length));
        Check("frozen-map", KvSerializers.FrozenDictionary(KvSerializers.String, KvSerializers.Int32), System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new Dictionary<string, int> { ["k"] = 1 }));
        Check("embedded", KvSerializers.List(KvSerializers.Custom(KvSerializers.Int32)), [7]);

        Assert.Equal(string.Join('\n', _golden.Select(g => $"{g.Key} {g.Value}")), string.Join('\n', _written.Select(g => $"{g.Key} {g.Value}")));
    }

    private void Check<T>(string name, IKvSerializer<T> serializer, T value)
    {
        _written[name] = Convert.ToHexStringLower(serializer.Write(value));
        if (_golden.TryGetValue(name, out var hex))
            Assert.Equal(value, serializer.Deserialize(Convert.FromHexString(hex)));
    }

    private static Dictionary<string, string> Lines([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "Golden", "v1.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1]);
}

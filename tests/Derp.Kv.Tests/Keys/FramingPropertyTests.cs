using System.Globalization;
using System.Text;
using CsCheck;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;

namespace Derp.Kv.Tests.Keys;

/// <summary>Framing as a property: over random shapes of arguments, different lists give different keys, under every culture the same.</summary>
public sealed class FramingPropertyTests
{
    private static readonly long s_iterations = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 2_000_000 : 50_000;

    private static readonly CultureInfo[] s_cultures = [.. new[] { "", "tr-TR", "fi-FI", "ar-SA", "de-DE" }.Select(CultureInfo.GetCultureInfo)];

    /// <summary>An argument: how it is written, and what it is equal by.</summary>
    private sealed record Argument(Action<KeyTarget> Write, object? Identity)
    {
        public bool Equals(Argument? other) => Equals(Identity, other?.Identity);

        public override int GetHashCode() => Identity?.GetHashCode() ?? 0;
    }

    /// <summary>Collects steps, since a lambda cannot hold the writer itself.</summary>
    private sealed class KeyTarget
    {
        private readonly List<Step> _steps = [];

        public delegate void Step(ref KeyWriter writer);

        public void Add(Step step) => _steps.Add(step);

        public string Text()
        {
            var writer = new KeyWriter(stackalloc byte[64]);
            try
            {
                foreach (var step in _steps)
                    step(ref writer);
                return Encoding.UTF8.GetString(writer.Written);
            }
            finally
            {
                writer.Dispose();
            }
        }
    }

    // Characters that framing is about come often: separators, brackets, escapes, digits, surrogates without a partner.
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Char["ab1:%{}[](),n-.\0 \ud800\udc00\ufffdé"],
        Gen.Char).Array[0, 4].Select(static c => new string(c));

    private static readonly Gen<Argument>[] s_kinds =
    [
        s_text.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.OneOf(OneOf(null, "", "null", "%n"), s_text.Select(static v => (string?)v))
            .Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Char.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Bool.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Int.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.ULong.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),

        // 0.0 equals -0.0, and every NaN itself: one text each.
        Gen.Double.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Float.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Decimal.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.Guid.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.DateTime.Select(Gen.Enum<DateTimeKind>(), static (v, kind) => DateTime.SpecifyKind(v, kind))
            .Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), (v.Ticks, v.Kind))),
        Gen.DateTimeOffset.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), (v.Ticks, v.Offset))),
        Gen.TimeSpan.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.DateOnly.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        Gen.TimeOnly.Select(static v => new Argument(t => t.Add((ref KeyWriter w) => w.Append(v)), v)),
        s_text.Array[0, 3].Select(static v => new Argument(t => WriteList(t, v), string.Join('\n', v.Select(static item => $"{item.Length} {item}")) + v.Length)),
        Gen.Select(s_text, Gen.Int).Select(static v => new Argument(t => WriteTuple(t, v), v)),
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void WriteList(KeyTarget target, string[] items)
    {
        target.Add(static (ref KeyWriter w) => w.BeginList());
        foreach (var item in items)
        {
            target.Add((ref KeyWriter w) => w.Append(item));
            target.Add(static (ref KeyWriter w) => w.EndItem());
        }

        target.Add(static (ref KeyWriter w) => w.EndList());
    }

    private static void WriteTuple(KeyTarget target, (string, int) value)
    {
        target.Add(static (ref KeyWriter w) => w.BeginMembers());
        target.Add((ref KeyWriter w) => w.Append(value.Item1));
        target.Add(static (ref KeyWriter w) => w.EndItem());
        target.Add((ref KeyWriter w) => w.Append(value.Item2));
        target.Add(static (ref KeyWriter w) => w.EndItem());
        target.Add(static (ref KeyWriter w) => w.EndMembers());
    }

    // Two lists of one shape: a method's parameters with a separator between, and two calls of it.
    private static readonly Gen<(Argument First, Argument Second)[]> s_calls = Gen.Int[0, s_kinds.Length - 1].Array[1, 4]
        .SelectMany(static shape => Gen.Select(Lists(shape), Lists(shape)).Select(static (a, b) => a.Zip(b).ToArray()));

    private static Gen<Argument[]> Lists(int[] shape) =>
        shape.Aggregate(Gen.Const(Array.Empty<Argument>()), static (list, kind) => Gen.Select(list, s_kinds[kind]).Select(static (l, a) => (Argument[])[.. l, a]));

    private static string KeyOf(IEnumerable<Argument> arguments)
    {
        var target = new KeyTarget();
        foreach (var argument in arguments)
        {
            target.Add(static (ref KeyWriter w) => w.AppendLiteral(":"u8));
            argument.Write(target);
        }

        return target.Text();
    }

    [Fact]
    public void K1_K4_Different_argument_lists_give_different_keys_and_equal_ones_the_same() =>
        s_calls.Sample(
            static call =>
            {
                var same = call.All(static pair => pair.First.Equals(pair.Second));
                return same == (KeyOf(call.Select(static pair => pair.First)) == KeyOf(call.Select(static pair => pair.Second)));
            },
            iter: s_iterations);

    [Fact]
    public void K3_Every_culture_gives_the_same_key() =>
        s_calls.Sample(
            static call =>
            {
                var before = CultureInfo.CurrentCulture;
                try
                {
                    return s_cultures.Select(culture =>
                    {
                        CultureInfo.CurrentCulture = culture;
                        return KeyOf(call.Select(static pair => pair.First));
                    }).Distinct().Count() == 1;
                }
                finally
                {
                    CultureInfo.CurrentCulture = before;
                }
            },
            iter: s_iterations / 5);

    [Fact]
    public void K8_No_argument_brings_a_brace_into_the_key() =>
        s_calls.Sample(static call => KeyOf(call.Select(static pair => pair.First)).AsSpan().IndexOfAny('{', '}') < 0, iter: s_iterations / 5);

    [Fact]
    public void C23_Leases_share_the_slot_of_their_key_and_meet_no_other()
    {
        var key = Gen.OneOf(OneOf((byte)'{', (byte)'}', (byte)'a', (byte)'%'), Gen.Byte).Array[0, 12]
            .Where(static k => !k.AsSpan().EndsWith("%lock"u8) && !k.AsSpan().EndsWith("%lock%"u8));
        Gen.Select(key, key).Sample(
            static (a, b) =>
            {
                var (leaseOfA, leaseOfB) = (LeaseKey.Of(a), LeaseKey.Of(b));
                return HashSlot.Of(leaseOfA) == HashSlot.Of(a)
                    && leaseOfA.AsSpan().SequenceEqual(leaseOfB) == a.AsSpan().SequenceEqual(b)
                    && !leaseOfA.AsSpan().SequenceEqual(b);
            },
            iter: s_iterations);
    }
}

using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Runtime;
using Derp.Kv.Runtime.Named;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>A value in its envelope.</summary>
internal static class ValueForm
{
    private const int TagSize = KeyDigest.Size + Stamp.Size;

    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? Read(Row row, byte[] key, byte[] bytes, KnownTypes types, bool isNamed, bool isStaged, bool show)
    {
        var kind = Envelope.Inspect(bytes, out var body);
        if (WhyNot(kind, bytes) is { } problem)
            return $"{problem}; if these are bytes of the application's own, see them with --raw or --hex";

        row.Add("created", Envelope.CreatedOf(bytes));
        var notes = Envelope.NotesOf(bytes);
        row.AddIfAny("etag", notes.ETag is null ? null : KeyText.Shown(notes.ETag));
        if (notes.StaleIfError > TimeSpan.Zero)
            row.Add("staleIfError", notes.StaleIfError);
        if (!Envelope.MayBeKeptNear(bytes))
            row.Add("near", false);
        row.AddIfAny("stamps", StampsOf(bytes));
        var foreign = isStaged ? null : AddCheck(row, key, bytes, types);
        if (kind == EnvelopeKind.Null)
            row.Add("isNull", true);
        else if (body == bytes.Length)
            return "the envelope has no value behind it";
        else if ((isNamed ? ReadNamed(row, bytes.AsMemory(body), show) : Payload.AddMessagePack(row, bytes.AsMemory(body), show)) is { } damaged)
            return damaged;
        return foreign;
    }

    private static string? WhyNot(EnvelopeKind kind, byte[] bytes) => kind switch
    {
        EnvelopeKind.Truncated => "the envelope is cut off",
        EnvelopeKind.OtherVersion => string.Create(CultureInfo.InvariantCulture, $"the envelope has version {bytes[0]}; this tool reads version {Envelope.Version}"),
        EnvelopeKind.UnknownFlags => string.Create(CultureInfo.InvariantCulture, $"the envelope has flags that this tool does not know: 0x{bytes[1]:x2}"),
        EnvelopeKind.TrailingBytes => "the envelope of a null has bytes behind it",
        _ => null,
    };

    private static string? AddCheck(Row row, byte[] key, byte[] bytes, KnownTypes types)
    {
        var check = Envelope.CheckOf(bytes);
        row.Add("check", KnownTypes.Hex(check));
        if (!types.AreAny)
            return null;
        if (types.WriterOf(key, check) is { } type)
        {
            row.Add("type", type);
            return null;
        }

        return "the check fits none of the types for this key: the value was written for another key, or as another type";
    }

    private static List<string> StampsOf(ReadOnlySpan<byte> bytes)
    {
        var stamps = new List<string>();
        var tags = Envelope.TagsOf(bytes);
        for (var at = 1; at + TagSize <= tags.Length; at += TagSize)
            stamps.Add($"{Convert.ToHexStringLower(tags.Slice(at, KeyDigest.Size))}={Convert.ToHexStringLower(tags.Slice(at + KeyDigest.Size, Stamp.Size))}");
        return stamps;
    }

    private static string? ReadNamed(Row row, ReadOnlyMemory<byte> body, bool show)
    {
        if (!NamedBody.TryFindPayload(body.Span, out var payload, out var isNull))
            return "the list of tags is damaged";
        row.AddIfAny("tags", NamedBody.NamesOf(body.Span).ConvertAll(KeyText.Shown));
        if (isNull)
            row.Add("isNull", true);
        else
            Payload.AddBytes(row, body[payload..], show);
        return null;
    }
}

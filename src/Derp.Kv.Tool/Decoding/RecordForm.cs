using System.Globalization;
using Derp.Kv.AspNetCore.Idempotency.Responses;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;
using MessagePack;

namespace Derp.Kv.Tool.Decoding;

/// <summary>The record of an idempotent call: a claim, or a result.</summary>
internal static class RecordForm
{
    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? Read(Row row, byte[] bytes, bool isHttp, KnownTypes types, bool show)
    {
        if (!IdempotencyRecord.TryParse(bytes, out var record))
            return WhyNot(bytes);

        row.Add("state", record.State switch
        {
            IdempotencyState.InProgress => "in progress",
            IdempotencyState.NotReplayable => "completed, not replayable",
            _ => "completed",
        });
        row.Add("owner", Convert.ToHexStringLower(bytes.AsSpan(IdempotencyRecord.OwnerOffset, LeaseToken.Size)));
        row.Add("fingerprint", record.Fingerprint == default ? null : record.Fingerprint.Bits.ToString("x32", CultureInfo.InvariantCulture));
        row.Add("origin", KnownTypes.Hex(record.Origin.Bits));
        row.AddIfAny("of", types.WriterOf(record.Origin));
        if (record.State == IdempotencyState.InProgress)
            return null;

        row.Add("status", record.StatusCode);
        switch (record.State)
        {
            case IdempotencyState.CompletedNull:
                row.Add("isNull", true);
                return null;
            case IdempotencyState.Completed:
                return ReadBody(row, record.Body, isHttp, show);
            default:
                return null;
        }
    }

    /// <summary>A completed result.</summary>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? ReadBody(Row row, ReadOnlyMemory<byte> body, bool isHttp, bool show) =>
        isHttp ? ReadResponse(row, body, show) : Payload.AddMessagePack(row, body, show);

    private static string WhyNot(byte[] bytes) => bytes switch
    {
        { Length: < IdempotencyRecord.StatusOffset } => "the record is cut off",
        [not IdempotencyRecord.Version, ..] => string.Create(CultureInfo.InvariantCulture, $"the record has version {bytes[0]}; this tool reads version {IdempotencyRecord.Version}"),
        [_, < (byte)IdempotencyState.InProgress or > (byte)IdempotencyState.NotReplayable, ..] => string.Create(CultureInfo.InvariantCulture, $"the record has a state that this tool does not know: {bytes[1]}"),
        _ => "the record's length does not fit its state",
    };

    private static string? ReadResponse(Row row, ReadOnlyMemory<byte> body, bool show)
    {
        StoredResponse response;
        try
        {
            response = StoredResponseSerializer.Instance.Deserialize(body);
        }
        catch (Exception e) when (e is KvSerializationException or MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return "the stored answer is damaged, or of another version";
        }

        row.AddIfAny("headers", response.Headers.Select(header => show ? KeyText.Shown($"{header.Key}: {header.Value}") : KeyText.Shown(header.Key)).ToList());
        if (response.Body is { } bytes)
            Payload.AddBytes(row, bytes, show);
        else
            row.Add("bodyKept", false);
        return null;
    }
}

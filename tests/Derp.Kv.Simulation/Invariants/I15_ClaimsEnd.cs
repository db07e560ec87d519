using System.Text;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Simulation;

/// <summary>A record in progress always has an end, at most one lease ahead.</summary>
internal sealed class I15_ClaimsEnd : Invariant
{
    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (!IsRecord(call.Key) || after.Value is not { } value || !IdempotencyRecord.TryParse(value, out var record) || record.State != IdempotencyState.InProgress)
            return;
        Require(after.ValueLeft is { Ticks: > 0 } left && left <= Shop.LockTtl, $"a claim ends in {after.ValueLeft?.TotalMilliseconds} ms");
    }

    public static bool IsRecord(byte[]? key) => key is not null && key.AsSpan().StartsWith("sim:derp:once:"u8);

    public static string NameOf(byte[] key) => Encoding.UTF8.GetString(key);
}

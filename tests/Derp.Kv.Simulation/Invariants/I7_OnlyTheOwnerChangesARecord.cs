using Derp.Kv.Coordination.Claims;

namespace Derp.Kv.Simulation;

/// <summary>Only the owner changes its record, by comparing the whole of it; whom it rejects leaves it as it was.</summary>
internal sealed class I7_OnlyTheOwnerChangesARecord : Invariant
{
    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        switch (call.Kind)
        {
            case CommandKind.CompleteClaim or CommandKind.ReleaseClaim or CommandKind.CompareAndExpire or CommandKind.CompareAndSet or CommandKind.CompareAndDelete when !Same(before.Value, call.Compared):
                Require(call.Answer is false or ClaimEnd.NotOwned, $"{call.Kind} was accepted from a process whose record it is not");
                Require(Same(before.Value, after.Value) && before.ValueLeft == after.ValueLeft, $"{call.Kind} changed another owner's record");
                break;
            case CommandKind.SetNxGet or CommandKind.ClaimOrWait when before.Value is not null:
                Require(Same(before.Value, after.Value) && before.ValueLeft == after.ValueLeft, $"{call.Kind} changed a record that was there");
                break;
        }
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}

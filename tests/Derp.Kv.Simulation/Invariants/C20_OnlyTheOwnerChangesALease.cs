namespace Derp.Kv.Simulation;

/// <summary>Who is not the owner of a lease changes neither the lease nor the value: no late commit, release or renewal.</summary>
internal sealed class C20_OnlyTheOwnerChangesALease : Invariant
{
    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (call.Kind is not (CommandKind.RenewLease or CommandKind.CommitLease or CommandKind.ReleaseLease or CommandKind.RenewRefresh or CommandKind.CommitRefresh or CommandKind.FailRefresh))
            return;
        var name = call.Subject?.Name;
        if (!IsOwner(before.Lease, call.Compared))
        {
            Require(call.Answer is false or null, $"{call.Kind} of {name} was accepted from a process that does not hold the lease");
            Require(Same(before.Lease, after.Lease) && before.LeaseLeft == after.LeaseLeft, $"{call.Kind} of {name} changed another owner's lease");
            Require(Same(before.Value, after.Value), $"{call.Kind} of {name} changed the value without the lease");
        }
        else if (call.Kind is CommandKind.CommitLease or CommandKind.CommitRefresh)
        {
            Require(call.Answer is true && !IsOwner(after.Lease, call.Compared), $"{call.Kind} of {name} did not store and release");
        }
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}

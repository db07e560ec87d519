using System.Transactions;

namespace Derp.Kv.Conformance;

/// <summary>Takes part in a two-phase commit, and keeps what it was told.</summary>
internal class Participant : IEnlistmentNotification
{
    public string? Outcome { get; private set; }

    public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

    public void Commit(Enlistment enlistment) => Told("committed", enlistment);

    public void Rollback(Enlistment enlistment) => Told("rolled back", enlistment);

    public void InDoubt(Enlistment enlistment) => Told("in doubt", enlistment);

    private void Told(string outcome, Enlistment enlistment)
    {
        Outcome = outcome;
        enlistment.Done();
    }
}

/// <summary>A database whose answer to the commit is lost, so that nobody knows the outcome.</summary>
internal sealed class ParticipantInDoubt : Participant, ISinglePhaseNotification
{
    public void SinglePhaseCommit(SinglePhaseEnlistment singlePhaseEnlistment) => singlePhaseEnlistment.InDoubt();
}

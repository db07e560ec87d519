namespace Derp.Kv.Simulation;

/// <summary>What is checked in every run.</summary>
internal static class AllInvariants
{
    public static Invariant[] New() =>
    [
        new C14_OneBodyAtATime(),
        new C16_OneOfAProcessAsks(),
        new C17_LongBodyKeepsItsLease(),
        new C18_LapsedLeaseHasOneSuccessor(),
        new C19_NoBodyWithoutALease(),
        new C20_OnlyTheOwnerChangesALease(),
        new C21_InvalidatedValueIsNotLeft(),
        new I4_OneRunAKey(),
        new I7_OnlyTheOwnerChangesARecord(),
        new I14_LongRunKeepsItsClaim(),
        new I15_ClaimsEnd(),
        new I16_LapsedClaimHasOneSuccessor(),
        new N1_NoOldAnswerAfterT(),
        new N2_NoOldAnswerHere(),
        new N3_NoticeEndsOldAnswers(),
        new S1_TagEndsStoredValues(),
        new B3_OwnKeysFirst(),
        new R5_ExactlyTheLimit(),
        new R16_DenialIsRemembered(),
        new R17_BatchesStayWithinTheLimit(),
    ];
}

namespace Derp.Kv.Coordination.Claims;

/// <summary>What has become of a claim that its owner completes or releases.</summary>
internal enum ClaimEnd
{
    /// <summary>The record is not the owner's any more: nothing has changed.</summary>
    NotOwned,

    /// <summary>Done, and those who wait are told.</summary>
    Ended,

    /// <summary>Done, and the server did not let the owner look for those who wait.</summary>
    EndedUnseen,
}

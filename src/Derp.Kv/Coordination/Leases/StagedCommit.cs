namespace Derp.Kv.Coordination.Leases;

/// <summary>
/// The commit of a large value in two commands that are sent together, without the copies that a script makes of its arguments. The value
/// goes ahead to a key of the owner's alone (<see cref="LeaseKey.StagingOf"/>), which ends by itself. The script that follows compares the
/// token of the lease and renames that key.
/// </summary>
/// <remarks>
/// Nothing depends on the order of the two, or on what is executed between them: the script decides alone, and finds under a name with its
/// own token either its own value or nothing. If it finds nothing while the lease is still the owner's, the value was refused, evicted or
/// delayed.
/// </remarks>
internal static class StagedCommit
{
    /// <summary>Waits for the answers of both.</summary>
    /// <param name="staging">The command that stages the value.</param>
    /// <param name="committing">The script.</param>
    /// <param name="isForbidden">Whether a failure says that the user may not use the key.</param>
    public static async ValueTask<StagedOutcome> EndAsync(Task staging, ValueTask<long> committing, Func<Exception, bool> isForbidden)
    {
        try
        {
            var outcome = (StagedOutcome)await committing.ConfigureAwait(false);

            // Why there is nothing, the first answer says.
            if (outcome == StagedOutcome.NothingStaged)
                await staging.ConfigureAwait(false);
            return outcome;
        }
        catch (Exception e) when (isForbidden(e))
        {
            return StagedOutcome.Forbidden;
        }
    }
}

/// <summary>How such a commit ended, with the numbers that its script returns.</summary>
internal enum StagedOutcome
{
    /// <summary>The lease was another's or nobody's: nothing is stored, and what was staged is deleted.</summary>
    LeaseLost = 0,

    Stored = 1,

    /// <summary>The lease is the owner's, and nothing has changed. A script that is given the value can commit it.</summary>
    NothingStaged = -1,

    /// <summary>The same, because the user may not rename or not use the key.</summary>
    Forbidden = -2,
}

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
    /// <summary>What the script returns if the lease is another's, or nobody's: nothing is stored, and the staged value is deleted.</summary>
    public const long LeaseLost = 0;

    /// <summary>What the script returns if the lease is the owner's, and there is no staged value.</summary>
    public const long NothingStaged = -1;

    /// <summary>Waits for the answers of both.</summary>
    /// <param name="staging">The command that stages the value.</param>
    /// <param name="committing">The script.</param>
    /// <param name="isForbidden">Whether a failure says that the user may not stage values.</param>
    /// <returns>Whether the value was stored; null: nothing has changed, and the lease may still be the owner's. Give a script the value.</returns>
    public static async ValueTask<bool?> EndAsync(Task staging, ValueTask<long> committing, Func<Exception, bool> isForbidden)
    {
        try
        {
            var answer = await committing.ConfigureAwait(false);
            if (answer != NothingStaged)
                return answer != LeaseLost;
            await staging.ConfigureAwait(false);
        }
        catch (Exception e) when (isForbidden(e))
        {
        }

        return null;
    }
}

using Derp.Kv.LedgerWorker;
using Npgsql;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>
/// SERIALIZABLE may end the transaction of a body for a conflict with others, at any of its statements. Nothing is written then, and the
/// application repeats the call.
/// </summary>
internal static class Conflicts
{
    private const int Most = 50;

    /// <summary>The outcome of a call that is repeated for such conflicts, and for nothing else.</summary>
    public static async Task<Outcome> RepeatedAsync(ICaller caller, string key)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await caller.CallAsync(key);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure && tries < Most)
            {
            }
        }
    }
}

using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Decoding;

/// <summary>What stands beside a value.</summary>
internal static class LeaseForm
{
    /// <inheritdoc cref="StoredKey.Read"/>
    public static string? Read(Row row, byte[] bytes)
    {
        if (KeyState.IsFresh(bytes))
        {
            row.Add("state", "fresh");
        }
        else if (KeyState.IsSettling(bytes))
        {
            row.Add("state", "settling");
        }
        else if (KeyState.HasFailed(bytes))
        {
            row.Add("state", "failed");
            row.Add("zone", KeyState.SaysExpired(bytes) == true ? "expired" : "due");
            row.Add("failures", KeyState.FailuresOf(bytes));
        }
        else if (KeyState.IsLease(bytes))
        {
            row.Add("state", "lease");
            row.Add("owner", Convert.ToHexStringLower(bytes.AsSpan(0, LeaseToken.Size)));
            row.Add("waitedFor", bytes[LeaseToken.Size] == 1);
            AddZone(row, bytes);
        }
        else
        {
            return "is neither a lease nor a state of a value: it counts as absent";
        }

        return null;
    }

    private static void AddZone(Row row, byte[] bytes)
    {
        if (bytes.Length < KeyState.LeaseSize)
            return;
        row.Add("zone", (ValueZone)bytes[KeyState.ZoneAt] switch
        {
            ValueZone.None => "no value",
            ValueZone.Due => "due",
            ValueZone.Expired => "expired",
            _ => "unknown",
        });
        row.Add("failures", KeyState.FailuresOf(bytes));
    }
}

using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>Moves slots with their keys, in the steps that the cluster specification gives to whoever reshards.</summary>
public static class ClusterMoves
{
    /// <summary>Both nodes know of the move, and no key has moved yet.</summary>
    public static async Task BeginMoveAsync(int slot, ClusterNode from, ClusterNode to)
    {
        await to.CommandAsync("CLUSTER", "SETSLOT", Text(slot), "IMPORTING", from.Id);
        await from.CommandAsync("CLUSTER", "SETSLOT", Text(slot), "MIGRATING", to.Id);
    }

    /// <summary>Moves the keys that are there now, one by one.</summary>
    public static async Task MoveKeysAsync(int slot, ClusterNode from, ClusterNode to)
    {
        while ((object?[])(await from.CommandAsync("CLUSTER", "GETKEYSINSLOT", Text(slot), "10"))! is { Length: > 0 } keys)
        {
            foreach (var key in keys.Cast<string>())
                await from.CommandAsync("MIGRATE", "127.0.0.1", Text(to.Server.Port), key, "0", "20000", "REPLACE");
        }
    }

    /// <summary>Moves what is left, and hands the slot over.</summary>
    public static async Task EndMoveAsync(int slot, ClusterNode from, ClusterNode to)
    {
        await MoveKeysAsync(slot, from, to);
        await to.CommandAsync("CLUSTER", "SETSLOT", Text(slot), "NODE", to.Id);
        await from.CommandAsync("CLUSTER", "SETSLOT", Text(slot), "NODE", to.Id);
    }

    public static async Task MoveAsync(int slot, ClusterNode from, ClusterNode to)
    {
        await BeginMoveAsync(slot, from, to);
        await EndMoveAsync(slot, from, to);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

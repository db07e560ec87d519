namespace Derp.Kv.Coordination;

/// <summary>Failures that a helper handles instead of throwing: the store is down, refuses, or was disposed of under a running call.</summary>
internal static class StoreFailure
{
    public static bool Is(Exception exception) => exception is KvException or ObjectDisposedException;
}

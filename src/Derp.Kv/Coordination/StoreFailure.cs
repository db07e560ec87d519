namespace Derp.Kv.Coordination;

/// <summary>Failures that a helper answers for the store: it is down, refuses, or was disposed under a call that is still running.</summary>
internal static class StoreFailure
{
    public static bool Is(Exception exception) => exception is KvException or ObjectDisposedException;
}

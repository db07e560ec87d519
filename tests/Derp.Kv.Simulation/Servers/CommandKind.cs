namespace Derp.Kv.Simulation;

/// <summary>What a process can ask the server.</summary>
internal enum CommandKind
{
    Get,
    MGet,
    Set,
    SetNx,
    SetNxGet,
    MSet,
    Delete,
    DeleteMany,
    Exists,
    Ttl,
    Expire,
    Incr,
    CompareAndSet,
    CompareAndDelete,
    CompareAndExpire,
    GetOrLease,
    RenewLease,
    CommitLease,
    ReleaseLease,
    Invalidate,
    Replace,
    GetOrRefresh,
    RenewRefresh,
    CommitRefresh,
    FailRefresh,
    TakeStamp,
    InvalidateTag,
    ClaimOrWait,
    CompleteClaim,
    ReleaseClaim,
    AcquirePermit,
    AcquirePermitsTogether,
    AcquirePermitsOfMany,
    AcquirePermitBatch,
    RefundPermit,
    Scan,
    Subscribe,
    Publish,
}

/// <summary>The names of commands, for the trace.</summary>
internal static class CommandNames
{
    public const int Count = (int)CommandKind.Publish + 1;

    private static readonly string[] s_up = Array.ConvertAll(Enum.GetNames<CommandKind>(), static name => $"{name} arrives");
    private static readonly string[] s_down = Array.ConvertAll(Enum.GetNames<CommandKind>(), static name => $"{name} is answered");

    public static string Of(CommandKind kind, bool isUp) => (isUp ? s_up : s_down)[(int)kind];
}

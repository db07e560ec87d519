namespace Derp.Kv.Simulation;

/// <summary>
/// What commands took on the one thread of a valkey-server 8.0.1 on a machine of two cores, in nanoseconds: its processor time, reading and answering included, divided
/// by the commands; 50 connections with one command each at a time, values of 300 bytes. <c>dotnet run -c Release --project tests/Derp.Kv.Scale -- calibrate</c>
/// measures them and writes these lines. Where the outcome matters, it is the average of the outcomes.
/// </summary>
internal static class Calibration
{
    public static ServiceTimes Times() => new()
    {
        PerCommand = 3500,
        PerKey = 700,
        PerSubscriber = 2200,
        [CommandKind.Get] = 1000,
        [CommandKind.MGet] = 1400,
        [CommandKind.Set] = 2800,
        [CommandKind.SetNx] = 1800,
        [CommandKind.SetNxGet] = 1500,
        [CommandKind.MSet] = 1000,
        [CommandKind.Delete] = 300,
        [CommandKind.DeleteMany] = 800,
        [CommandKind.Exists] = 200,
        [CommandKind.Ttl] = 0,
        [CommandKind.Expire] = 1600,
        [CommandKind.Incr] = 900,
        [CommandKind.CompareAndSet] = 5600,
        [CommandKind.CompareAndDelete] = 3600,
        [CommandKind.CompareAndExpire] = 4800,
        [CommandKind.GetOrLease] = 4100,
        [CommandKind.RenewLease] = 3400,
        [CommandKind.CommitLease] = 6000,
        [CommandKind.ReleaseLease] = 3700,
        [CommandKind.Invalidate] = 4500,
        [CommandKind.Replace] = 6700,
        [CommandKind.GetOrRefresh] = 8800,
        [CommandKind.RenewRefresh] = 5600,
        [CommandKind.CommitRefresh] = 7200,
        [CommandKind.FailRefresh] = 5000,
        [CommandKind.TakeStamp] = 3500,
        [CommandKind.InvalidateTag] = 4700,
        [CommandKind.ClaimOrWait] = 7900,
        [CommandKind.CompleteClaim] = 7000,
        [CommandKind.ReleaseClaim] = 4100,
        [CommandKind.AcquirePermit] = 6900,
        [CommandKind.AcquirePermitsTogether] = 7700,
        [CommandKind.AcquirePermitsOfMany] = 10500,
        [CommandKind.AcquirePermitBatch] = 6000,
        [CommandKind.RefundPermit] = 1300,
        [CommandKind.Scan] = 1500,
        [CommandKind.Subscribe] = 600,
        [CommandKind.Publish] = 1100,
    };
}

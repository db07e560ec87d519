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
        PerCommand = 3600,
        PerKey = 500,
        PerSubscriber = 2300,
        PerSubscriberAgain = 200,
        [CommandKind.Get] = 1200,
        [CommandKind.MGet] = 2100,
        [CommandKind.Set] = 2700,
        [CommandKind.SetNx] = 2700,
        [CommandKind.SetNxGet] = 1300,
        [CommandKind.MSet] = 400,
        [CommandKind.Delete] = 400,
        [CommandKind.DeleteMany] = 700,
        [CommandKind.Exists] = 200,
        [CommandKind.Ttl] = 200,
        [CommandKind.Expire] = 1000,
        [CommandKind.Incr] = 700,
        [CommandKind.CompareAndSet] = 6400,
        [CommandKind.CompareAndDelete] = 4400,
        [CommandKind.CompareAndExpire] = 5300,
        [CommandKind.GetOrLease] = 4700,
        [CommandKind.RenewLease] = 3000,
        [CommandKind.CommitLease] = 6500,
        [CommandKind.ReleaseLease] = 4200,
        [CommandKind.Invalidate] = 4800,
        [CommandKind.Replace] = 6400,
        [CommandKind.GetOrRefresh] = 9500,
        [CommandKind.RenewRefresh] = 6200,
        [CommandKind.CommitRefresh] = 8800,
        [CommandKind.FailRefresh] = 5200,
        [CommandKind.TakeStamp] = 2300,
        [CommandKind.InvalidateTag] = 3800,
        [CommandKind.ClaimOrWait] = 8000,
        [CommandKind.CompleteClaim] = 6500,
        [CommandKind.ReleaseClaim] = 3900,
        [CommandKind.AcquirePermit] = 4400,
        [CommandKind.AcquirePermitsTogether] = 7600,
        [CommandKind.AcquirePermitsOfMany] = 10500,
        [CommandKind.AcquirePermitBatch] = 6900,
        [CommandKind.RefundPermit] = 5200,
        [CommandKind.Scan] = 1500,
        [CommandKind.Subscribe] = 600,
        [CommandKind.Publish] = 100,
    };
}

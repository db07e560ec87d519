using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Simulation;

/// <summary>A process that was denied does not ask again until its <c>RetryAfter</c> has passed since the call was sent.</summary>
internal sealed class R16_DenialIsRemembered : Invariant
{
    // Calls that were on their way to the same command.
    private static readonly long s_underWay = TimeSpan.FromMilliseconds(1).Ticks;

    private readonly Dictionary<(int Process, string Key), (long Heard, long Until)> _denied = [];

    public override void Heard(Call call)
    {
        switch (call.Asked, call.Answer)
        {
            case (ValueTuple<byte[], PermitRequest> asked, RateLimitResult result) when call.Kind == CommandKind.AcquirePermit:
                Note(call, asked.Item1, result);
                break;
            case (ValueTuple<byte[], PermitRequest, long> asked, PermitGrant grant):
                Note(call, asked.Item1, grant.Result);
                break;
            case (ValueTuple<byte[][], PermitRequest[]> asked, PermitAnswer[] answers):
                for (var i = 0; i < answers.Length; i++)
                    Note(call, asked.Item1[i], answers[i].Result);
                break;
        }
    }

    public override void Sent(Call call)
    {
        switch (call.Asked)
        {
            case ValueTuple<byte[], PermitRequest> asked when call.Kind == CommandKind.AcquirePermit:
                Check(call, asked.Item1);
                break;
            case ValueTuple<byte[], PermitRequest, long> asked when call.Kind == CommandKind.AcquirePermitBatch:
                Check(call, asked.Item1);
                break;
            case ValueTuple<byte[][], PermitRequest[]> asked when call.Kind == CommandKind.AcquirePermitsTogether:
                foreach (var key in asked.Item1)
                    Check(call, key);
                break;
        }
    }

    private void Note(Call call, byte[] key, in RateLimitResult result)
    {
        if (!result.Allowed && result.RetryAfter is { } wait)
            _denied[(call.Process.Id, Encoding.UTF8.GetString(key))] = (Now, call.SentAt + Math.Min(wait.Ticks, Denials.Longest.Ticks));
    }

    private void Check(Call call, byte[] key)
    {
        if (!_denied.TryGetValue((call.Process.Id, Encoding.UTF8.GetString(key)), out var denied) || Now - denied.Heard < s_underWay)
            return;
        Require(Now >= denied.Until || !World.IsCalm(call.Process, denied.Heard), $"{call.Process.Name} asks for {Encoding.UTF8.GetString(key)} again, {TimeSpan.FromTicks(denied.Until - Now).TotalMilliseconds:0.000} ms too early");
    }
}

using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Simulation;

/// <summary>A window admits exactly its limit: never more, and no call is denied while there is room.</summary>
internal sealed class R5_ExactlyTheLimit : Invariant
{
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (!World.HasLostNothing)
            return;
        switch (call.Kind, call.Asked, call.Answer)
        {
            case (CommandKind.AcquirePermit, ValueTuple<byte[], PermitRequest> asked, RateLimitResult result):
                Decided(asked.Item1, asked.Item2, result.Allowed ? asked.Item2.Cost : 0, asked.Item2.Cost);
                break;
            case (CommandKind.AcquirePermitBatch, ValueTuple<byte[], PermitRequest, long> asked, PermitGrant grant):
                Decided(asked.Item1, asked.Item2, grant.Units, asked.Item3);
                break;
            case (CommandKind.AcquirePermitsTogether, ValueTuple<byte[][], PermitRequest[]> asked, PermitAnswer[] answers):
                for (var i = 0; i < answers.Length; i++)
                    Decided(asked.Item1[i], asked.Item2[i], answers[i].Result.Allowed ? asked.Item2[i].Cost : 0, asked.Item2[i].Cost);
                break;
        }
    }

    private void Decided(byte[] key, PermitRequest request, long units, long wanted)
    {
        var name = Encoding.UTF8.GetString(key);
        if (!_windows.TryGetValue(name, out var window) || Now >= window.End)
            window = new Window(Now + request.Window.Ticks, 0);
        var room = Math.Max(0, request.Limit - window.Admitted);
        Require(units <= room, $"a window of {name} admitted {window.Admitted + units} of {request.Limit}");
        Require(units >= Math.Min(room, wanted), $"a call of {name} was denied with {window.Admitted} of {request.Limit} admitted");
        _windows[name] = window with { Admitted = window.Admitted + units };
    }

    private sealed record Window(long End, long Admitted);
}

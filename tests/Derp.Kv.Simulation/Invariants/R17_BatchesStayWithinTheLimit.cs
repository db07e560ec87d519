using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Combining;
using Derp.Kv.Coordination.Permits;

namespace Derp.Kv.Simulation;

/// <summary>A process admits no more calls than the server has granted it, and none of a window of the server that has ended.</summary>
internal sealed class R17_BatchesStayWithinTheLimit : Invariant
{
    private readonly Dictionary<(int Process, string Key), Held> _held = [];
    private readonly Dictionary<Call, long> _ends = [];

    public override void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
        if (call.Kind is CommandKind.AcquirePermit or CommandKind.AcquirePermitBatch && after.ValueLeft is { } left)
            _ends[call] = Now + left.Ticks;
    }

    public override void Heard(Call call)
    {
        switch (call.Kind, call.Asked, call.Answer)
        {
            case (CommandKind.AcquirePermit, ValueTuple<byte[], PermitRequest> asked, RateLimitResult { Allowed: true }):
                Take(call, asked.Item1, asked.Item2.Cost);
                break;
            case (CommandKind.AcquirePermitBatch, ValueTuple<byte[], PermitRequest, long> asked, PermitGrant grant):
                Take(call, asked.Item1, grant.Units);
                break;
            case (CommandKind.AcquirePermitsTogether, ValueTuple<byte[][], PermitRequest[]> asked, PermitAnswer[] answers):
                for (var i = 0; i < answers.Length; i++)
                    Take(call, asked.Item1[i], answers[i].Result.Allowed ? asked.Item2[i].Cost : 0);
                break;
        }
    }

    public override void Permitted(PermitCall call, RateLimitResult result)
    {
        if (!result.Allowed || !result.Counted)
            return;
        var held = _held.GetValueOrDefault((call.Process.Id, call.Key));
        Require(held is not null && ++held.Admitted <= held.Granted, $"{call.Process.Name} admitted {held?.Admitted} calls of {call.Key}, and was granted {held?.Granted}");

        // Decided without the server, it must be of a window that is still open there. A suspension is noticed late (N11).
        if (call is { IsBatched: true, Ran: true } && held is not null && World.IsCalm(call.Process, Now))
            Require(Now < held.End, $"{call.Process.Name} admitted a call of {call.Key} from a window that has ended");
    }

    private void Take(Call call, byte[] key, long units)
    {
        var place = (call.Process.Id, Encoding.UTF8.GetString(key));
        if (!_held.TryGetValue(place, out var held))
            _held.Add(place, held = new Held());
        held.Granted += units;
        if (_ends.Remove(call, out var end))
            held.End = end;
    }

    private sealed class Held
    {
        public long Granted { get; set; }

        public long Admitted { get; set; }

        public long End { get; set; }
    }
}

using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Holds;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races.Claims;

/// <summary>The promises of idempotent execution that hold at every step, whatever the order.</summary>
internal sealed class ClaimPromises
{
    private readonly ClaimWorld _world;
    private readonly List<(string? Value, int Status)> _stored = [];

    public ClaimPromises(ClaimWorld world)
    {
        _world = world;
        world.Server.Executed = Executed;
        world.Explorer.Check = EachStep;
        foreach (var client in world.Clients)
            client.Replied = (command, reply) => Replied(command.Operation, command.Actor, reply);
    }

    public void BodyStarts(IdempotentCall call)
    {
        Require(!call.BodyHasStarted, "I1: a call runs its body once");
        Require(call.IsAdmitted || (call.StoreFailed && call.Plan.OnUnavailable == IdempotencyUnavailable.Run), "I4, I20: a body runs under a claim");
    }

    public void Left(IdempotentCall call) => Require(call.HasEnded || call.BodyHasStarted, "I18: a caller that leaves before its body has started ends at once");

    public void Answered(IdempotentCall call)
    {
        if (call.Result is { IsReplay: true } replay)
        {
            Require(!call.BodyHasStarted, "I2: a replay runs no body");
            Require(_stored.Contains((replay.Value, replay.StatusCode)), "I2: a replay is the stored result");
        }
        else if (call.Result is { } own)
        {
            Require(call.BodyHasReturned && own.Value == call.Value && own.StatusCode == call.Status, "I1: a first call returns its own result");
            Require(
                call.IsSettled || call.StoreFailed || call.Plan.Ending == CallEnding.TryAgain || call.Plan.OnUnavailable == IdempotencyUnavailable.Run,
                "I14: a completion is stored unless somebody took over");
        }
        else
        {
            Failed(call, call.Error!);
        }
    }

    public void AtTheEnd()
    {
        foreach (var call in _world.Calls)
        {
            Require(call.HasEnded, "I8: every call is answered");
            Require(!call.HasHeardOfLoss || call.BodyToken.IsCancellationRequested, "I14: on loss the body's token fires");
        }

        Require(!_world.Explorer.Time.HasTimers, "I14: no renewal goes on");
        var disturbed = _world.Explorer.Faulted || Array.Exists(_world.Clients, static client => client.Overtaken);
        if (!disturbed && !Array.Exists(_world.Calls, static call => call.IsUnknown))
            Require(!IsInProgress(_world.Server.Look().Value), "I11, I18: no claim is left behind");
        _world.Explorer.Pass(ClaimWorld.LockTtl);
        Require(!IsInProgress(_world.Server.Look().Value), "I15, I16: a claim ends by itself");
    }

    private void Failed(IdempotentCall call, Exception error)
    {
        if (call.BodyHasStarted)
        {
            Require(ReferenceEquals(error, call.BodyError), "I11, I17, I19: after the body has started, its own end is the call's");
            return;
        }

        var waited = Waited(call);
        Require(
            error switch
            {
                OperationCanceledException cancelled => call.Plan.CanLeave && cancelled.CancellationToken == call.Token && call.Token.IsCancellationRequested,
                IdempotencyInFlightException inFlight => (call.Plan.InFlight == InFlightBehavior.Reject || waited >= ClaimWorld.WaitTimeout) && inFlight.RetryAfter <= ClaimWorld.LockTtl,
                IdempotencyKeyReusedException => Array.Exists(_world.Calls, other => other.Plan.Fingerprint != call.Plan.Fingerprint),
                KvUnavailableException => call.StoreFailed || waited >= ClaimWorld.LockTtl * 2,
                _ => false,
            },
            $"I8, I10, I18, I20: a call that did not run fails for a reason; {error.GetType().Name} has none");
    }

    private void EachStep()
    {
        var standing = _world.Server.Look();
        if (IsInProgress(standing.Value))
            Require(standing.ValueLeft > TimeSpan.Zero && standing.ValueLeft <= ClaimWorld.LockTtl, "I15: a record in progress has an end within its lease");
    }

    private void Replied(string operation, string actor, object? reply)
    {
        if (CallOf(actor) is not { } call)
            return;
        call.StoreFailed |= reply is KvException;
        if (IsAsking(operation) && reply is not Exception && (StandingOf(reply) is not { } standing || standing.AsSpan().SequenceEqual(call.Record)))
            (call.IsAdmitted, call.HasHeardTooLate) = (true, false);
        call.HasHeardTooLate |= operation == "CompareAndExpire" && reply is not true && !call.BodyHasStarted;
        call.HasHeardOfLoss |= operation == "CompareAndExpire" && reply is false && call.BodyIsRunning;
    }

    private void Executed(Effect effect)
    {
        // By the client itself, not by a call.
        if (effect.Operation == "SubscribeToNotices")
            return;
        var call = CallOf(effect.Actor)!;
        if (IsAsking(effect.Operation))
            call.Record = effect.Compared;
        call.IsSettled |= effect.Operation switch
        {
            "CompareAndSet" => effect.Answer is ClaimEnd.Ended,
            "SetNx" => true,
            _ => false,
        };

        var (before, after) = (effect.Before.Value, effect.After.Value);
        if (effect.After.HasValue(before))
        {
            Require(!IsAsking(effect.Operation) || StandingOf(effect.Answer) is not null, "I4: one admission per key while the record lives");
            if (effect.Operation != "CompareAndExpire" || !effect.Before.HasValue(effect.Compared))
                Require(
                    effect.After.ValueLeft == effect.Before.ValueLeft,
                    IsInProgress(before) ? "I7: only its owner renews a claim" : "I2, I7: nobody changes how long a result lives");
            return;
        }

        Require(before is null || (IsInProgress(before) && effect.Before.HasValue(call.Record)), "I2, I7: only its owner changes a record, and nobody changes a result");
        if (after is null)
            Require(effect.Operation == "CompareAndDelete" && (!call.IsAdmitted || call.HasHeardTooLate || MayRetry(call) || MayBeUnprotected(call)), "I11, I19: a claim is given back when its body has failed or never ran");
        else if (IsInProgress(after))
            Require(IsAsking(effect.Operation) && before is null, "I4: only an absent record is claimed");
        else
            Stored(effect, call, after);
    }

    private void Stored(Effect effect, IdempotentCall call, byte[] record)
    {
        Require(call.BodyHasReturned && effect.Operation is "CompareAndSet" or "SetNx", "I1, I14: only a finished body's result is stored");
        Require(call.Plan.Ending != CallEnding.TryAgain, "I12: a status that says try again is not stored");
        Require(effect.After.ValueLeft == ClaimWorld.Ttl, "I15: a result lives its own lifetime");
        if (IdempotencyRecord.TryParse(record, out var parsed))
            _stored.Add((System.Text.Encoding.UTF8.GetString(parsed.Body.Span), parsed.StatusCode));
    }

    private static bool MayRetry(IdempotentCall call) =>
        !call.BodyHasStarted || call.BodyError is FormatException || (call.BodyHasReturned && call.Plan.Ending == CallEnding.TryAgain);

    // Answers that are always late count as none: the body runs all the same, and the claim that may stand is given back.
    private bool MayBeUnprotected(IdempotentCall call) =>
        call.Plan.OnUnavailable == IdempotencyUnavailable.Run && Waited(call) >= ClaimWorld.LockTtl * 2;

    private TimeSpan Waited(IdempotentCall call) => TimeSpan.FromTicks(_world.Explorer.Time.GetTimestamp() - call.Began);

    private static bool IsAsking(string operation) => operation is "SetNxGet" or "ClaimOrWait" or "ClaimOrWait with mark";

    private static byte[]? StandingOf(object? answer) => answer is ClaimAnswer waiting ? waiting.Standing : (byte[]?)answer;

    private static bool IsInProgress(byte[]? record) =>
        record is not null && IdempotencyRecord.TryParse(record, out var parsed) && parsed.State == IdempotencyState.InProgress;

    private void Require(bool holds, string promise) => _world.Explorer.Require(holds, promise);

    private IdempotentCall? CallOf(string actor) => Array.Find(_world.Calls, call => call.Name == actor);
}

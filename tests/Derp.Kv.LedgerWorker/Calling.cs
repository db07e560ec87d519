using System.Globalization;
using Derp.Kv.Worker;

namespace Derp.Kv.LedgerWorker;

/// <summary>
/// Makes calls as it is told. <c>call KEY</c> starts one, whose answer is <c>done KEY RUN first</c> or <c>replay</c>, or
/// <c>failed KEY EXCEPTION</c>; <c>apart KEY</c> the same on a ledger of its own. Between <c>hold</c> and <c>go</c> a body writes <c>body KEY</c> and waits. <c>sync</c> is answered
/// by <c>synced</c> when all calls before it have been started. <c>crash STEP WHERE</c> kills this process in a later call.
/// </summary>
internal sealed class Calling(Steering steering, ICaller caller, SqliteCrash? crash)
{
    private TaskCompletionSource _gate = Open();

    public async Task RunAsync()
    {
        // The first call compiles what all others run, which is not to be part of their time.
        await caller.CallAsync($"warm-{Effect.NewRun()}");
        caller.InBody = WaitAsync;
        steering.Write("ready");
        while (true)
        {
            switch (await steering.ReadAsync())
            {
                case ["call", var key]:
                    _ = Task.Run(() => AnswerAsync(key, () => caller.CallAsync(key)));
                    break;
                case ["apart", var key] when caller is LedgerCaller ledger:
                    _ = Task.Run(() => AnswerAsync(key, () => ledger.CallApartAsync(key)));
                    break;
                case ["hold"]:
                    _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    break;
                case ["go"]:
                    _gate.TrySetResult();
                    break;
                case ["sync"]:
                    steering.Write("synced");
                    break;
                case ["crash", var step, var where] when crash is not null:
                    crash.Arm(Enum.Parse<SqliteStep>(step), double.Parse(where, CultureInfo.InvariantCulture));
                    steering.Write("armed");
                    break;
                default:
                    throw new InvalidOperationException("Expected one of the lines 'call KEY', 'apart KEY', 'hold', 'go', 'sync' and 'crash STEP WHERE'.");
            }
        }
    }

    private static TaskCompletionSource Open()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private async Task AnswerAsync(string key, Func<Task<Outcome>> call)
    {
        string answer;
        try
        {
            var outcome = await call();
            answer = $"done {key} {outcome.Run} {(outcome.IsReplay ? "replay" : "first")}";
        }
#pragma warning disable CA1031 // Whoever steers decides what an exception means.
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer = $"failed {key} {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}";
        }

        steering.Write(answer);
    }

    private async Task WaitAsync(string key)
    {
        var gate = _gate;
        if (gate.Task.IsCompleted)
            return;
        steering.Write($"body {key}");
        await gate.Task;
    }
}

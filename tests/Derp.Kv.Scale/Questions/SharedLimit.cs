using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>A limit that many processes share, and that they exceed: they call twice as often as it admits.</summary>
/// <param name="Processes">How many.</param>
/// <param name="PermitBatch">1, 10, 100 or 1,000.</param>
/// <param name="IsUneven">Whether a tenth of the processes makes nine tenths of the calls.</param>
/// <param name="FailsOver">Whether the primary crashes after a fifth of the window.</param>
internal sealed record SharedLimit(int Processes, int PermitBatch, bool IsUneven, bool FailsOver = false)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public LimitResult Run(ulong seed = 1) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, Fleet.Settings(FailsOver));
        var (calls, admitted) = (0, 0);
        (TimeSpan At, int Admitted)? first = null;
        for (var i = 0; i < Processes; i++)
        {
            var process = machine.AddProcess();
            var shop = new LimitedShop(process.Client);

            // Twice the limit in a window, of all together.
            var share = 2.0 * LimitedShop.Limit / Processes * (!IsUneven ? 1 : i < Processes / 10 ? 9 : 1.0 / 9);
            var mean = Window / share;
            process.Start(Fleet.Begin, "calls", async () =>
            {
                while (true)
                {
                    // Independent callers.
                    await process.PauseAsync(mean * -Math.Log(1 - (process.Dice.Next() >> 11) * (1.0 / (1UL << 53))));
                    if (machine.Now >= Fleet.Begin + Window - TimeSpan.FromSeconds(1))
                        return;
                    calls++;
                    if (await shop.IsAdmittedAsync(PermitBatch))
                    {
                        admitted++;
                        continue;
                    }

                    first ??= (machine.Now - Fleet.Begin, admitted);
                }
            });
        }

        if (FailsOver)
            Fleet.FailOver(machine, Fleet.Begin + Window / 5);
        var load = Fleet.Measure(machine, static () => true, Window);
        return new LimitResult(load, calls, admitted, first?.At ?? Window, LimitedShop.Limit - (first?.Admitted ?? admitted), LimitedShop.Limit - admitted);
    });
}

/// <summary>How it went.</summary>
/// <param name="Load">Of the server.</param>
/// <param name="Calls">Of all processes in the window.</param>
/// <param name="Admitted">Of them.</param>
/// <param name="FirstDenial">Since the window began.</param>
/// <param name="Held">Permits that were not used yet at the first denial: other processes had taken them.</param>
/// <param name="Unused">Permits that nobody had used at the end.</param>
internal sealed record LimitResult(ServerLoad Load, int Calls, int Admitted, TimeSpan FirstDenial, int Held, int Unused);

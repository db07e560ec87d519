using Derp.Kv.Scale.Workloads;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>Many keys with <c>Near</c>, of which some are invalidated each second.</summary>
/// <param name="Processes">How many; each reads ten times a second, a key by chance.</param>
/// <param name="InvalidationsASecond">Of keys by chance, from one process.</param>
/// <param name="Notices">Whether they are told of.</param>
internal sealed record NoticeCost(int Processes, int InvalidationsASecond, bool Notices)
{
    public const int Keys = 100;

    public static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public ServerLoad Run(ulong seed = 1) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, Fleet.Settings(notices: Notices));
        for (var i = 0; i < Processes; i++)
        {
            var process = machine.AddProcess();
            var shop = new BenchShop(process.Client, TimeSpan.FromMilliseconds(1));
            process.Start(TimeSpan.Zero, "reads", async () =>
            {
                await process.PauseAsync(process.Dice.Between(TimeSpan.Zero, s_pause));
                while (true)
                {
                    await shop.GetNearAsync(process.Dice.Below(Keys));
                    await process.PauseAsync(s_pause);
                }
            });
        }

        var writer = machine.AddProcess("writer");
        var writes = new BenchShop(writer.Client, TimeSpan.FromMilliseconds(1));
        writer.Start(TimeSpan.Zero, "writes", async () =>
        {
            while (true)
            {
                await writer.PauseAsync(TimeSpan.FromSeconds(1) / InvalidationsASecond);
                _ = writes.InvalidateGetNearAsync(writer.Dice.Below(Keys)).AsTask();
            }
        });
        return Fleet.Measure(machine, static () => true, Time);
    });
}

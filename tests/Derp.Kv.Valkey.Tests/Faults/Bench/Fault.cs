namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>What happens to one command: <c>Before</c> the server executes it, or <c>After</c>, with its reply lost.</summary>
public enum Fault
{
    /// <summary>The connection is reset.</summary>
    CutBefore,
    CutAfter,

    /// <summary>The server is killed, with all it holds.</summary>
    KillBefore,
    KillAfter,

    /// <summary>The connection stands, and nothing comes through it any more.</summary>
    SilenceBefore,
    SilenceAfter,
}

internal static class FaultRows
{
    public static bool IsAfter(this Fault fault) => fault is Fault.CutAfter or Fault.KillAfter or Fault.SilenceAfter;

    public static bool IsCut(this Fault fault) => fault is Fault.CutBefore or Fault.CutAfter;

    public static bool IsKill(this Fault fault) => fault is Fault.KillBefore or Fault.KillAfter;

    public static bool IsSilence(this Fault fault) => fault is Fault.SilenceBefore or Fault.SilenceAfter;

    /// <summary>Whether what the command did is still there afterwards.</summary>
    public static bool KeepsEffect(this Fault fault) => fault is Fault.CutAfter or Fault.SilenceAfter;

    /// <summary>The rows of a theory: each phase with each fault.</summary>
    public static TheoryData<Phase, Fault> At(params Phase[] steps)
    {
        var rows = new TheoryData<Phase, Fault>();
        foreach (var phase in steps)
        {
            foreach (var fault in Enum.GetValues<Fault>())
                rows.Add(phase, fault);
        }

        return rows;
    }
}

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>Something that can happen next.</summary>
/// <param name="Actor">To whom: the same name for the steps that follow from one another.</param>
/// <param name="Name">What; the same in each run, so that a trace can be compared and a case can name it.</param>
/// <param name="Kind">How a strategy weighs it.</param>
/// <param name="Run">Makes it happen, with all that follows from it up to the next offers.</param>
internal sealed record Option(string Actor, string Name, OptionKind Kind, Action Run)
{
    public override string ToString() => $"{Actor}: {Name}";
}

internal enum OptionKind
{
    /// <summary>Ordinary progress; an interleaving ends when none is left.</summary>
    Step,

    /// <summary>The store refuses, keeps quiet or is late; only a few an interleaving.</summary>
    Fault,

    /// <summary>A caller leaves; may also never happen.</summary>
    Leave,

    /// <summary>Time passes, to the next moment that matters to somebody.</summary>
    Time,
}

namespace Derp.Kv.Simulation;

/// <summary>Something that happens at a moment of virtual time.</summary>
internal abstract class Happening
{
    /// <summary>The scheduler's: the number of the valid entry; 0: there is none.</summary>
    public long Entry { get; set; }

    /// <summary>Whose it is; null: of the server, the network or the scenario.</summary>
    public virtual SimulatedProcess? Process => null;

    /// <summary>For the trace; always the same words, so that its hash is too.</summary>
    public abstract string Name { get; }

    public abstract void Happen();
}

/// <summary>A happening that is no more than an action.</summary>
internal sealed class Act(string name, Action action, SimulatedProcess? process = null) : Happening
{
    public override SimulatedProcess? Process => process;

    public override string Name => name;

    public override void Happen() => action();
}

namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>Decides what happens next; a strategy that was made the same way decides the same.</summary>
internal interface IStrategy
{
    /// <summary>The place of the chosen option; there is at least one.</summary>
    int Choose(IReadOnlyList<Option> options);
}

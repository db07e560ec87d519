namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>Nothing goes wrong, nobody leaves, and who came first goes on first; time passes when nothing else can happen.</summary>
internal sealed class InOrder : IStrategy
{
    public int Choose(IReadOnlyList<Option> options)
    {
        for (var i = 0; i < options.Count; i++)
        {
            if (options[i].Kind == OptionKind.Step)
                return i;
        }

        return options.Count - 1;
    }
}

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Which files the reading of a method depended on, and on how much of each. Files are counted as in the surface of the project.</summary>
/// <param name="Heads">Files of types whose bases and modifiers count.</param>
/// <param name="Declarations">Files whose declarations count.</param>
/// <param name="Types">Declarations of types that count with their bodies: what state they keep shows nowhere else.</param>
internal sealed record Dependencies(int[] Heads, int[] Declarations, (int File, string Key)[] Types)
{
    public static readonly Dependencies None = new([], [], []);

    /// <summary>The same files under other numbers, or null if one of them is gone.</summary>
    public Dependencies? Renumbered(int[] numbers)
    {
        var isGone = false;
        var result = new Dependencies(
            Array.ConvertAll(Heads, Number),
            Array.ConvertAll(Declarations, Number),
            Array.ConvertAll(Types, t => (Number(t.File), t.Key)));
        return isGone ? null : result;

        int Number(int file)
        {
            isGone |= numbers[file] < 0;
            return numbers[file];
        }
    }
}

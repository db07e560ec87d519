namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>
/// Whether two keys can be one text: literals character by character, each placeholder as any text of its alphabet.
/// That is more than a placeholder can be (a number is no lone <c>-</c>), so some pairs are refused that never have one key; none
/// that can have is missed.
/// </summary>
internal static class KeyIntersection
{
    /// <summary>One character of a literal, or any number of a placeholder's.</summary>
    private readonly record struct Step(char Character, CharacterSet? Repeated);

    public static bool CanMeet(IReadOnlyList<KeyPiece> left, IReadOnlyList<KeyPiece> right)
    {
        var (a, b) = (Steps(left), Steps(right));
        var seen = new HashSet<(int, int)>();
        var open = new Stack<(int A, int B)>();
        open.Push((0, 0));
        while (open.Count > 0)
        {
            var (i, j) = open.Pop();
            if (!seen.Add((i, j)))
                continue;
            if (i == a.Count && j == b.Count)
                return true;
            // A placeholder may be left where it stands ...
            if (i < a.Count && a[i].Repeated is not null)
                open.Push((i + 1, j));
            if (j < b.Count && b[j].Repeated is not null)
                open.Push((i, j + 1));
            // ... or both read one more character that both allow.
            if (i < a.Count && j < b.Count && Share(a[i], b[j]))
                open.Push((a[i].Repeated is null ? i + 1 : i, b[j].Repeated is null ? j + 1 : j));
        }

        return false;
    }

    private static bool Share(Step a, Step b) => (a.Repeated, b.Repeated) switch
    {
        ({ } x, { } y) => x.Overlaps(y),
        ({ } x, null) => x.Contains(b.Character),
        (null, { } y) => y.Contains(a.Character),
        _ => a.Character == b.Character,
    };

    private static List<Step> Steps(IReadOnlyList<KeyPiece> pieces)
    {
        var steps = new List<Step>();
        foreach (var piece in pieces)
        {
            if (piece.Literal is null)
                steps.Add(new Step('\0', piece.Text));
            else
                steps.AddRange(piece.Literal.Select(static c => new Step(c, null)));
        }

        return steps;
    }
}

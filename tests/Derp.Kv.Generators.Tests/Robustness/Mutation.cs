using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Robustness;

/// <summary>
/// Code as a slip of the hand leaves it: some tokens deleted, doubled or swapped. The characters of a string are tokens
/// too, since templates and durations are languages of their own.
/// </summary>
internal sealed class Mutation(Random random)
{
    private const int MostEdits = 4;
    private const int LongestRun = 6;

    public string Of(string text)
    {
        var tokens = SyntaxFactory.ParseTokens(text).Select(t => t.ToFullString()).ToList();
        for (var edits = random.Next(1, MostEdits + 1); edits > 0; edits--)
        {
            var at = random.Next(tokens.Count);
            if (tokens[at].Contains('"', StringComparison.Ordinal) && random.Next(2) == 0)
                tokens[at] = string.Concat(Edit([.. tokens[at].Select(c => c.ToString())], random.Next(tokens[at].Length)));
            else
                tokens = Edit(tokens, at);
        }

        return string.Concat(tokens);
    }

    private List<string> Edit(List<string> tokens, int at)
    {
        if (tokens.Count < 2)
            return tokens;
        var length = Math.Min(random.Next(1, LongestRun + 1), tokens.Count - at);
        switch (random.Next(3))
        {
            case 0:
                tokens.RemoveRange(at, length);
                break;
            case 1:
                tokens.InsertRange(random.Next(tokens.Count + 1), tokens.GetRange(at, length));
                break;
            default:
                var other = random.Next(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
        }

        return tokens;
    }
}

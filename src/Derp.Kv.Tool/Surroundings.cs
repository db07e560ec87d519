using System.Text;

namespace Derp.Kv.Tool;

/// <summary>What the program is started in: its streams, whether they are a terminal, and its environment. Tests bring their own.</summary>
internal sealed class Surroundings
{
    /// <summary>Bytes; lines of JSON and tables go here.</summary>
    public required Stream Output { get; init; }

    /// <summary>Whether a reader sits before <see cref="Output"/>, and not another program.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Messages, questions and progress.</summary>
    public required TextWriter Errors { get; init; }

    /// <summary>Whether progress on <see cref="Errors"/> has a reader.</summary>
    public required bool AreErrorsShown { get; init; }

    /// <summary>Whether a question has someone to answer it.</summary>
    public required bool IsAnswered { get; init; }

    public required Func<string?> ReadLine { get; init; }

    /// <summary>Reads a line without showing it.</summary>
    public required Func<string?> ReadSecret { get; init; }

    public required Func<string, string?> Variable { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 120;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Surroundings OfProcess() => new()
    {
        Output = new BufferedStream(Console.OpenStandardOutput(), 64 * 1024),
        IsTerminal = !Console.IsOutputRedirected,
        Errors = Console.Error,
        AreErrorsShown = !Console.IsErrorRedirected,
        IsAnswered = !Console.IsInputRedirected,
        ReadLine = Console.ReadLine,
        ReadSecret = ReadHidden,
        Variable = Environment.GetEnvironmentVariable,
        Width = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth),
    };

    /// <summary>Sees that a question can be answered.</summary>
    /// <exception cref="UsageException">Standard input is no terminal.</exception>
    public void MustBeAnswered()
    {
        if (!IsAnswered)
            throw new UsageException("Standard input is no terminal, so that nobody can be asked. Add --yes.");
    }

    /// <summary>Asks; true: go on.</summary>
    /// <exception cref="UsageException">Standard input is no terminal, and no answer can come.</exception>
    public bool Confirm(string question)
    {
        MustBeAnswered();
        Errors.Write($"{question} [y/N] ");
        Errors.Flush();
        return ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>A writer of text to <see cref="Output"/>.</summary>
    public StreamWriter NewText() => new(Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    private static string? ReadHidden()
    {
        if (Console.IsInputRedirected)
            return Console.ReadLine();
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                text.Length = Math.Max(0, text.Length - 1);
            else if (key.KeyChar != '\0')
                text.Append(key.KeyChar);
        }

        return text.ToString();
    }
}

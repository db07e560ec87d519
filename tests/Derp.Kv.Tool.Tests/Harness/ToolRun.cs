using System.Text;
using System.Text.Json;

namespace Derp.Kv.Tool.Tests.Harness;

/// <summary>A run of the program in this process: what it was given, and what it has written.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Bytes">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ToolRun(int Code, byte[] Bytes, string Errors)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>The lines of JSON.</summary>
    public IReadOnlyList<JsonElement> Rows => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The only line.</summary>
    public JsonElement Row => Assert.Single(Rows);

    public string? Problem => Row.TryGetProperty("problem", out var problem) ? problem.GetString() : null;

    public static Task<ToolRun> RunAsync(params string[] arguments) => RunAsync(new ToolSetting(), arguments);

    public static async Task<ToolRun> RunAsync(ToolSetting setting, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        var code = await ToolProgram.RunAsync(arguments, setting.Around(output, setting.Errors is null ? errors : new TeeWriter(errors, setting.Errors)), TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToArray(), errors.ToString());
    }

    /// <summary>Hands on what is written, line by line.</summary>
    private sealed class TeeWriter(TextWriter inner, Action<string> onLine) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(value);

        public override void WriteLine(string? value)
        {
            inner.WriteLine(value);
            onLine(value ?? "");
        }
    }
}

/// <summary>In what the program runs.</summary>
internal sealed record ToolSetting
{
    public bool IsTerminal { get; init; }

    /// <summary>Lines that are typed when it asks; none: there is nobody to ask.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    public Dictionary<string, string> Variables { get; init; } = [];

    public Action<string>? Errors { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Surroundings Around(Stream output, TextWriter errors)
    {
        var answers = new Queue<string>(Answers);
        return new Surroundings
        {
            Output = output,
            IsTerminal = IsTerminal,
            Errors = errors,
            AreErrorsShown = IsTerminal,
            IsAnswered = Answers.Count > 0,
            ReadLine = () => answers.TryDequeue(out var answer) ? answer : null,
            ReadSecret = () => answers.TryDequeue(out var answer) ? answer : null,
            Variable = name => Variables.GetValueOrDefault(name),
            Width = 100,
            Time = Time,
        };
    }
}

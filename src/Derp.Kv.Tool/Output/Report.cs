namespace Derp.Kv.Tool.Output;

/// <summary>Where the answers of a command go: tables for a reader, lines of JSON for a program.</summary>
internal abstract class Report
{
    public static Report Of(Surroundings surroundings, OutputFormat format) =>
        format == OutputFormat.Table || (format == OutputFormat.Auto && surroundings.IsTerminal)
            ? new TableReport(surroundings)
            : new JsonReport(surroundings.Output);

    /// <summary>Whether rows are held back until <see cref="Finish"/>, so that there should not be too many.</summary>
    public abstract bool Collects { get; }

    /// <summary>Adds one of many alike.</summary>
    public abstract void Add(Row row);

    /// <summary>Tells of one thing.</summary>
    public abstract void Show(Row row);

    /// <summary>Tells of an event at once.</summary>
    public abstract void Tell(Row row);

    /// <summary>Writes what was added. More can follow, of another form.</summary>
    public abstract void Finish();
}

/// <summary>What <c>--output</c> can be.</summary>
internal enum OutputFormat
{
    /// <summary>A table in a terminal, otherwise JSON.</summary>
    Auto,
    Table,
    Json,
}

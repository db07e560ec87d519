using Spectre.Console;

namespace Derp.Kv.Tool.Output;

/// <summary>Tables and lists, as wide as the terminal. All text is content, none is markup.</summary>
internal sealed class TableReport : Report
{
    private readonly StreamWriter _writer;
    private readonly IAnsiConsole _console;
    private Table? _table;
    private bool _hasShown;

    public TableReport(Surroundings surroundings)
    {
        _writer = surroundings.NewText();
        var isPlain = !surroundings.IsTerminal || surroundings.Variable("TERM") == "dumb";
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = isPlain || !string.IsNullOrEmpty(surroundings.Variable("NO_COLOR")) ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        _console.Profile.Width = surroundings.Width;
        _console.Profile.Capabilities.Unicode = true;
    }

    public override bool Collects => true;

    public override void Add(Row row)
    {
        if (_table is null)
        {
            _table = new Table { Border = TableBorder.Simple };
            foreach (var (name, value) in row)
                _table.AddColumn(new TableColumn(new Text(Shown.Name(name), new Style(decoration: Decoration.Bold))) { Alignment = Shown.IsNumber(value) ? Justify.Right : Justify.Left });
        }

        _table.AddRow(row.Select(static field => Cell(field.Key, field.Value)));
    }

    public override void Show(Row row)
    {
        if (_hasShown)
            _writer.Write('\n');
        _hasShown = true;
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach (var (name, value) in row.Where(static field => field.Value is not JsonText))
            grid.AddRow(new Text(Shown.Name(name), new Style(decoration: Decoration.Dim)), Cell(name, value));
        _console.Write(grid);

        // Not a cell: large values are not laid out, and lines are as they can be copied.
        foreach (var (_, value) in row.Where(static field => field.Value is JsonText))
        {
            _writer.Write(Shown.Value(value));
            _writer.Write('\n');
        }

        _writer.Flush();
    }

    public override void Tell(Row row)
    {
        _writer.Write(string.Join("  ", row.Select(static field => Shown.Value(field.Value).Replace('\n', ' '))));
        _writer.Write('\n');
        _writer.Flush();
    }

    public override void Finish()
    {
        if (_table is not null)
            _console.Write(_table);
        _table = null;
        _writer.Flush();
    }

    private static Text Cell(string name, object? value) => new(Shown.Value(value), (name, value) switch
    {
        ("problem", not null) or ("result", "fail") => new Style(Color.Red),
        ("result", "warn") => new Style(Color.Yellow),
        ("result", "ok") => new Style(Color.Green),
        ("key", _) => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    });
}

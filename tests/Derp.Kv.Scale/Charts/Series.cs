namespace Derp.Kv.Scale.Charts;

/// <summary>One line of a panel.</summary>
/// <param name="Name">As in the legend.</param>
/// <param name="Style">Colour and dashes; the same name has the same in each panel of a figure.</param>
/// <param name="Points">From left to right.</param>
internal sealed record Series(string Name, LineStyle Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>How a line is drawn.</summary>
internal sealed record LineStyle(string Color, string Dashes, double Width)
{
    public static LineStyle Ours { get; } = new("#1565c0", "", 3);

    public static LineStyle OursToo { get; } = new("#00897b", "", 2.5);

    public static LineStyle OursThird { get; } = new("#6a1b9a", "7 3", 2.5);

    public static LineStyle None { get; } = new("#b71c1c", "2 3", 2);

    public static LineStyle Lock { get; } = new("#ef6c00", "8 4", 2);

    public static LineStyle Peer { get; } = new("#78909c", "", 2);

    public static LineStyle PeerToo { get; } = new("#455a64", "10 3 2 3", 2);
}

namespace Derp.Kv.Tests.Races.PermitModel;

/// <summary>What a seed decides: the limit, how often it is called, and each time and accident of a schedule.</summary>
internal sealed class PermitSchedule
{
    private readonly Random _random;
    private readonly double _lost;
    private readonly double _refused;
    private readonly double _slow;
    private readonly TimeSpan _slowest;
    private readonly TimeSpan _between;
    private readonly TimeSpan _longestSleep;

    public PermitSchedule(int seed)
    {
        _random = new Random(seed);
        Window = TimeSpan.FromMilliseconds(OneOf(50, 500, 5_000, 60_000));
        Limit = 1 + _random.Next((int)OneOf(3, 30, 300));
        Cost = 1 + _random.Next((int)Math.Min(Limit, OneOf(1, 1, 4)));
        Batch = Cost + _random.Next((int)(Limit - Cost) + 1);
        Callers = 1 + _random.Next(6);
        Calls = 20 + _random.Next(60);
        _lost = OneOf(0, 0.05, 0.3);
        _refused = OneOf(0, 0, 0.1);
        _slow = OneOf(0, 0.1, 0.5);
        _slowest = Window * OneOf(0.1, 1, 3);
        _between = Window * OneOf(0.001, 0.02, 0.2);
        _longestSleep = Window * OneOf(0.1, 1, 4);

        // A step of the wall clock can hide a suspension; so a schedule has the one or the other.
        IsSuspended = _random.Next(2) == 0;
        ClocksAreSet = !IsSuspended && _random.Next(3) == 0;
        Accidents = 3 + _random.Next(10);
    }

    public TimeSpan Window { get; }

    public long Limit { get; }

    public long Cost { get; }

    public long Batch { get; }

    /// <summary>In each process.</summary>
    public int Callers { get; }

    public int Calls { get; }

    public bool IsSuspended { get; }

    public bool ClocksAreSet { get; }

    /// <summary>How often each process is suspended, or its clock set.</summary>
    public int Accidents { get; }

    /// <summary>The command is executed and its reply is lost.</summary>
    public bool IsLost => Happens(_lost);

    /// <summary>The command does not arrive.</summary>
    public bool IsRefused => Happens(_refused);

    public bool IsCancelled => Happens(0.03);

    public TimeSpan Network => Happens(_slow) ? UpTo(_slowest) : UpTo(TimeSpan.FromMilliseconds(2));

    public TimeSpan Lateness => UpTo(TimeSpan.FromMilliseconds(1));

    /// <summary>Now and then a caller pauses, so that windows end with permits left.</summary>
    public TimeSpan BetweenCalls => Happens(0.05) ? UpTo(Window) : UpTo(_between);

    public TimeSpan Sleep => UpTo(_longestSleep);

    public TimeSpan ClockStep => Window * OneOf(-3, -0.5, 0.5, 3);

    public TimeSpan UpTo(TimeSpan longest) => longest * _random.NextDouble();

    private bool Happens(double chance) => chance > 0 && _random.NextDouble() < chance;

    private double OneOf(params ReadOnlySpan<double> values) => values[_random.Next(values.Length)];
}

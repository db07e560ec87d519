using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>
/// What a seed decides: first of what kind the schedule is, then each time and accident in it. Some schedules are calm and some are all
/// accidents, which even chances would hardly ever bring about.
/// </summary>
internal sealed class NearSchedule
{
    private readonly Random _random;
    private readonly double _lost;
    private readonly double _twice;
    private readonly double _slow;
    private readonly double _failed;
    private readonly TimeSpan _slowest;
    private readonly TimeSpan _noticeAfter;
    private readonly TimeSpan _betweenReads;
    private readonly TimeSpan _betweenWrites;

    public NearSchedule(int seed)
    {
        _random = new Random(seed);
        _lost = OneOf(0, 0.1, 0.5, 1);
        _twice = OneOf(0, 0.3);
        _slow = OneOf(0, 0.05, 0.3);
        _failed = OneOf(0, 0, 0, 0.02, 0.1);
        _slowest = NearMethods.T * OneOf(0.5, 1, 3);
        _noticeAfter = NearMethods.T * OneOf(0.01, 0.2, 3);
        _betweenReads = NearMethods.T * OneOf(0.1, 0.5, 3);
        _betweenWrites = NearMethods.T * OneOf(0.3, 1, 5);
        Readers = 3 + _random.Next(6);
        Reads = 4 + _random.Next(12);
        Writers = 1 + _random.Next(3);
        Writes = 1 + _random.Next(6);
        Keys = 1 + _random.Next(NearModelKeys.All.Length);
        IsHeard = _lost < 1 || _random.Next(2) == 0;
        ClocksAreSet = _random.Next(10) == 0;
        IsSwitched = _random.Next(10) == 0;
    }

    public int Readers { get; }

    public int Reads { get; }

    public int Writers { get; }

    public int Writes { get; }

    public int Keys { get; }

    /// <summary>Whether clients subscribe to notices at all.</summary>
    public bool IsHeard { get; }

    /// <summary>Whether clocks on the wall are set.</summary>
    public bool ClocksAreSet { get; }

    /// <summary>Whether answers from memory are switched off and on.</summary>
    public bool IsSwitched { get; }

    public bool IsLost => Happens(_lost);

    public bool IsSentTwice => Happens(_twice);

    public bool Fails => Happens(_failed);

    public bool IsByPrefix => Happens(0.02);

    public TimeSpan Network => Happens(_slow) ? UpTo(_slowest) : UpTo(TimeSpan.FromMilliseconds(2));

    /// <summary>Half of a body: before and after it reads the truth.</summary>
    public TimeSpan HalfABody => Network;

    public TimeSpan NoticeAfter => UpTo(_noticeAfter);

    public TimeSpan Lateness => UpTo(TimeSpan.FromMilliseconds(Happens(0.1) ? 20 : 1));

    public TimeSpan BetweenReads => UpTo(_betweenReads);

    public TimeSpan BetweenWrites => UpTo(_betweenWrites);

    public TimeSpan ClockStep => TimeSpan.FromSeconds(OneOf(-3600, -3, 3, 3600));

    public int Below(int count) => _random.Next(count);

    public TimeSpan UpTo(TimeSpan longest) => longest * _random.NextDouble();

    private bool Happens(double chance) => chance > 0 && _random.NextDouble() < chance;

    private double OneOf(params ReadOnlySpan<double> values) => values[_random.Next(values.Length)];
}

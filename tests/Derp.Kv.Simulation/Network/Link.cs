namespace Derp.Kv.Simulation;

/// <summary>The way between a process and the server, for all of its connections: how long it takes, and what is wrong with it.</summary>
internal sealed class Link(MachineSettings settings)
{
    // A packet that is lost is sent again after this; TCP doubles it each time.
    private const long Resent = 200 * TimeSpan.TicksPerMillisecond;

    private long _upOpensAt;
    private long _downOpensAt;

    /// <summary>Of a thousand packets so many are lost, and sent again.</summary>
    public int LostInThousand { get; set; }

    /// <summary>By how much replies are late.</summary>
    public TimeSpan SlowReplies { get; set; }

    /// <summary>Nothing that is sent until this moment arrives before it, in one direction or both.</summary>
    public void Block(long until, bool up, bool down)
    {
        if (up)
            _upOpensAt = Math.Max(_upOpensAt, until);
        if (down)
            _downOpensAt = Math.Max(_downOpensAt, until);
    }

    public bool IsBlocked(long now) => _upOpensAt > now || _downOpensAt > now;

    /// <summary>When what departs at a moment arrives.</summary>
    public long ArrivalOf(bool isUp, long departs, Dice dice)
    {
        var time = departs + settings.Latency.Draw(dice) + (isUp ? 0 : SlowReplies.Ticks);
        for (var pause = Resent; LostInThousand > 0 && dice.InThousand(LostInThousand) && pause < Resent * 32; pause *= 2)
            time += pause;
        var opensAt = isUp ? _upOpensAt : _downOpensAt;
        return time < opensAt ? opensAt + dice.Between(0, Resent) : time;
    }

    /// <summary>When a connection stands that is begun now: two round trips.</summary>
    public long Connected(long now, Dice dice)
    {
        for (var trips = 0; trips < 2; trips++)
            now = ArrivalOf(isUp: false, ArrivalOf(isUp: true, now, dice), dice);
        return now;
    }
}

namespace Derp.Kv.Scale.Questions;

/// <summary>What a server had to do.</summary>
/// <param name="Commands">How many.</param>
/// <param name="Notices">Messages to subscribers.</param>
/// <param name="Worked">How long its thread was at work.</param>
/// <param name="Over">For how long it was watched.</param>
internal sealed record ServerLoad(long Commands, long Notices, TimeSpan Worked, TimeSpan Over)
{
    /// <summary>The part of the time that the thread was at work.</summary>
    public double Share => Math.Min(1, Worked / Over);
}

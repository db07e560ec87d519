using System.Globalization;
using System.Text;

namespace Derp.Kv.Simulation;

/// <summary>One value of the shop: its truth, and what is known of its invalidations and of its bodies that run.</summary>
internal sealed class Subject
{
    private readonly List<(long Time, long Version)> _executed = [];
    private readonly List<(long Time, long Version)> _returned = [];

    public Subject(Feature feature, int id, int index)
    {
        (Feature, Id, Index) = (feature, id, index);
        var name = feature switch
        {
            Feature.Plain => "plain",
            Feature.Near => "near",
            Feature.Tagged => "tagged",
            Feature.TaggedNear => "tagged-near",
            Feature.Fresh => "fresh",
            _ => "item",
        };
        Name = string.Create(CultureInfo.InvariantCulture, $"{name}:{id}");
        Key = Encoding.UTF8.GetBytes($"sim:{Name}");
        var tag = feature switch { Feature.Tagged => "group", Feature.TaggedNear => "near-group", _ => null };
        Tag = tag is null ? null : Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sim:derp:tag:{tag}:{id}"));
    }

    public Feature Feature { get; }

    public int Id { get; }

    /// <summary>Among all subjects.</summary>
    public int Index { get; }

    public string Name { get; }

    /// <summary>As it is written.</summary>
    public byte[] Key { get; }

    /// <summary>Null: it has none.</summary>
    public byte[]? Tag { get; }

    public bool IsNear => Feature is Feature.Near or Feature.TaggedNear;

    /// <summary>What a body reads now. A writer makes it larger, and invalidates after that.</summary>
    public long Version { get; set; }

    /// <summary>What every value must have that is stored now: an invalidation of it has been executed.</summary>
    public long Invalidated { get; private set; }

    /// <summary>When an invalidation was last sent, executed or answered.</summary>
    public long LastInvalidation { get; private set; } = long.MinValue / 2;

    /// <summary>Bodies that run.</summary>
    public List<BodyRun> Running { get; } = [];

    public void InvalidationSent(long now) => LastInvalidation = now;

    public void InvalidationExecuted(long now, long version)
    {
        LastInvalidation = now;
        Invalidated = Math.Max(Invalidated, version);
        _executed.Add((now, Invalidated));
    }

    public void InvalidationReturned(long now, long version)
    {
        LastInvalidation = now;
        _returned.Add((now, Math.Max(version, ReturnedBy(now))));
    }

    /// <summary>The version whose invalidation had returned at this moment.</summary>
    public long ReturnedBy(long time) => At(_returned, time);

    /// <summary>The version whose invalidation had been executed at this moment.</summary>
    public long ExecutedBy(long time) => At(_executed, time);

    private static long At(List<(long Time, long Version)> facts, long time)
    {
        for (var i = facts.Count - 1; i >= 0; i--)
        {
            if (facts[i].Time <= time)
                return facts[i].Version;
        }

        return 0;
    }
}

/// <summary>A run of a body.</summary>
internal sealed class BodyRun(int number, Subject subject, SimulatedProcess process, long version, long start)
{
    public int Number => number;

    public Subject Subject => subject;

    public SimulatedProcess Process => process;

    public long Version => version;

    public long Start => start;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsCancelled { get; set; }
}

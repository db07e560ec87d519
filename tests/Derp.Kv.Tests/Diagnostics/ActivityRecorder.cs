using System.Collections.Concurrent;
using System.Diagnostics;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Tests.Diagnostics;

/// <summary>The activities of one method, in the order of their ends.</summary>
internal sealed class ActivityRecorder : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = new();

    public ActivityRecorder(string method)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == KvActivities.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                foreach (var tag in options.Tags!)
                {
                    if (tag.Key == "method" && Equals(tag.Value, method))
                        return ActivitySamplingResult.AllDataAndRecorded;
                }

                return ActivitySamplingResult.None;
            },
            // Told of all activities of the source, whoever sampled them.
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("method"), method))
                    _ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public Activity Single(string name) => Assert.Single(_ended, activity => activity.OperationName == name);

    public void Dispose() => _listener.Dispose();

    /// <summary>Everything that a trace would show of an activity.</summary>
    public static string Describe(Activity activity) =>
        string.Join('|',
        [
            activity.DisplayName,
            activity.StatusDescription,
            .. activity.TagObjects.Concat(activity.Baggage.Select(static b => new KeyValuePair<string, object?>(b.Key, b.Value))).Select(static tag => $"{tag.Key}={tag.Value}"),
            .. activity.Events.Select(static e => $"{e.Name} {string.Join(',', e.Tags.Select(static tag => $"{tag.Key}={tag.Value}"))}"),
        ]);
}

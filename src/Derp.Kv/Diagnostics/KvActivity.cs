using System.Diagnostics;

namespace Derp.Kv.Diagnostics;

/// <summary>An activity, or none where nobody listens. Ends with its scope.</summary>
internal readonly struct KvActivity(Activity? activity) : IDisposable
{
    /// <summary>Null where nobody listens.</summary>
    public Activity? Activity => activity;

    // Generic, so that nothing is boxed where nobody listens.
    public KvActivity SetTag<T>(string key, T value)
    {
        activity?.SetTag(key, value);
        return this;
    }

    /// <summary>Marks the activity as failed.</summary>
    public void Fail(Exception exception) =>
        activity?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    public void Dispose()
    {
        if (activity is not null)
            Stop(activity);
    }

    /// <summary>Puts an activity in its place, unless it is there.</summary>
    public static void MakeCurrent(Activity? activity)
    {
        if (System.Diagnostics.Activity.Current != activity)
        {
            Quietly.Get<object?>(() =>
            {
                System.Diagnostics.Activity.Current = activity;
                return null;
            });
        }
    }

    private static void Stop(Activity activity)
    {
        Quietly.Get<object?>(() =>
        {
            activity.Dispose();
            return null;
        });

        // A listener that throws keeps it from giving its place back.
        if (System.Diagnostics.Activity.Current == activity)
            MakeCurrent(activity.Parent);
    }
}

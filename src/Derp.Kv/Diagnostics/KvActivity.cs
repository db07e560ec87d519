using System.Diagnostics;

namespace Derp.Kv.Diagnostics;

/// <summary>An activity, or none without a listener. Ends with its scope.</summary>
internal readonly struct KvActivity(Activity? activity) : IDisposable
{
    /// <summary>Null without a listener.</summary>
    public Activity? Activity => activity;

    // Generic, so that nothing is boxed without a listener.
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

    /// <summary>Restores the current activity, unless it is current already.</summary>
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

        // A listener that throws prevents the restoration.
        if (System.Diagnostics.Activity.Current == activity)
            MakeCurrent(activity.Parent);
    }
}

namespace Derp.Kv;

/// <summary>On whose time a value is computed anew that is older than <see cref="CachedAttribute.RefreshAfter"/>.</summary>
public enum RefreshOn
{
    /// <summary>On that of one caller, on its instance: it waits for the new value, and all others get the old one at once.</summary>
    Caller,

    /// <summary>In the background, on the instance of one caller, after whose return the body may still run: for static bodies and singletons.</summary>
    Shared,

    /// <summary>In the background, on an instance from a service scope of its own, which ends after the body.</summary>
    NewScope,
}

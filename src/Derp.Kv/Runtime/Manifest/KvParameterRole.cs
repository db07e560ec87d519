namespace Derp.Kv.Runtime;

/// <summary>What a parameter of an annotated method is for.</summary>
public enum KvParameterRole
{
    /// <summary>An argument, of which the key may be made.</summary>
    Argument,

    /// <summary>The items of a batch: each has a key, and the template names one.</summary>
    Each,

    /// <summary>No part of the key (<see cref="NotKeyAttribute"/>).</summary>
    NotKey,

    /// <summary>Not a parameter but a member of the instance.</summary>
    Instance,
}

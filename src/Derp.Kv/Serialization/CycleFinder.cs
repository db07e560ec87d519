using Derp.Kv.Serialization.Reflection;

namespace Derp.Kv.Serialization;

/// <summary>Explains why a value nests too deep. It is called afterwards, so that writing keeps no record of its position.</summary>
internal static class CycleFinder
{
    /// <summary>One message without values; it names the members of a cycle if reflection can find one.</summary>
    /// <param name="roots">What was being written.</param>
    public static string Explain(IEnumerable<object?> roots)
    {
        if (!ValueReflection.IsSupported)
            return ValueTooDeepException.TooDeep;

        string? cycle = null;
        try
        {
            cycle = CycleSearch.Find(roots);
        }
#pragma warning disable CA1031 // Collections and getters of the user's may throw anything; the failure that is being explained matters more.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return cycle is null
            ? ValueTooDeepException.TooDeep
            : $"The value contains itself by the cycle {cycle}. Leave one of these members out with [IgnoreMember], or hold an id instead.";
    }
}

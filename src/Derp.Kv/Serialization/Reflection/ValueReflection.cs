using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization.Reflection;

/// <summary>
/// Whether values may be inspected by reflection, to tell a developer more, never to decide anything. In a program that is
/// trimmed this is the constant false, and the guarded code is removed.
/// </summary>
internal static class ValueReflection
{
    public const string NeedsMembers = "Values are inspected by reflection.";

    // No feature switch besides it: if one is defined and not set, the trimmer no longer takes the guard for false.
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
#pragma warning disable IL4000 // Nothing but dynamic code tells a program that is not trimmed; in one that is, the guard decides.
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported;
#pragma warning restore IL4000
}

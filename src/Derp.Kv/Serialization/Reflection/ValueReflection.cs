using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Serialization.Reflection;

/// <summary>
/// Whether values may be looked into by reflection, to tell a developer more: never to decide anything. Off where the
/// trimmer may have removed what would be looked at, unless the switch <c>Derp.Kv.VerifyRoundTrips</c> says otherwise.
/// </summary>
internal static class ValueReflection
{
    private const string Switch = "Derp.Kv.VerifyRoundTrips";

    public const string NeedsMembers = "Values are looked into by reflection.";

    [FeatureSwitchDefinition(Switch)]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
#pragma warning disable IL4000 // Nothing but dynamic code tells a program that is not trimmed; in one that is, the trimmer makes this false.
    public static bool IsSupported => AppContext.TryGetSwitch(Switch, out var isOn) ? isOn : RuntimeFeature.IsDynamicCodeSupported;
#pragma warning restore IL4000
}

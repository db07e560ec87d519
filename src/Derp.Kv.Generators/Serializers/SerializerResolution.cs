using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Serializers;

/// <summary>How the values of a type are serialized, or why they cannot be.</summary>
/// <param name="Expression">C# for an instance of <c>MessagePackKvSerializer&lt;T&gt;</c>, T without annotations of reference types; null with a problem.</param>
/// <param name="Models">The serializer classes that the expression needs, directly or through others; each once.</param>
/// <param name="Problem">A sentence that names the type and the member, and the remedy; null without a problem.</param>
/// <param name="HiddenState">If the problem is state that would be lost: the identity of the member that holds it.</param>
internal sealed record SerializerResolution(string? Expression, EquatableArray<SerializerModel> Models, string? Problem, string? HiddenState = null);

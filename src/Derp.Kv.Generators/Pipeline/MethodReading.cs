using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Methods;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>A method as it was read, and what that depended on.</summary>
/// <param name="Result">Null for a method without an attribute of ours, and for one that was refused.</param>
/// <param name="Dependencies">Null if they are not known, so that it has to be read again after every edit.</param>
internal sealed record MethodReading(MethodResult? Result, Dependencies? Dependencies);

using Derp.Kv.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Keys;

/// <summary>A value in a key.</summary>
/// <param name="Part">How it is written.</param>
/// <param name="Type">Of the whole path; a value type behind a <c>?.</c> is not yet wrapped in its nullable form.</param>
internal sealed record Placeholder(ValuePart Part, ITypeSymbol Type);

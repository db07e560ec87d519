using Derp.Kv.Generators.Infrastructure;

namespace Derp.Kv.Generators.Models;

/// <summary>The type that gets the wrappers.</summary>
/// <param name="Identity">Its name in full, unique in the compilation: <c>Shop.Outer&lt;T&gt;.Catalog</c>.</param>
/// <param name="Namespace">Escaped, or empty for none.</param>
/// <param name="Declarations">From the outermost type inwards: <c>partial class Outer&lt;T&gt;</c>.</param>
internal sealed record TypeModel(string Identity, string Namespace, EquatableArray<string> Declarations);

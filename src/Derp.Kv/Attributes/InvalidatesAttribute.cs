namespace Derp.Kv;

/// <summary>
/// Generates a wrapper that runs this method and then invalidates a cached value, the values of a collection, or a tag: also when the method throws, since
/// it may have written before. Several are allowed.
/// </summary>
/// <param name="method">The name of the cached wrapper or of the tag's method: <c>nameof(GetProductAsync)</c>.</param>
/// <param name="paths">
/// Where the parameters of the key come from, in their order: a parameter, a path from it (<c>"product.Sku"</c>), or from the result (<c>"result.Id"</c>). A
/// collection of the parameter's type invalidates once for each item. None: each from the parameter of the same name and type.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class InvalidatesAttribute(string method, params string[] paths) : Attribute
{
    /// <summary>The name of the cached wrapper or of the tag's method.</summary>
    public string Method { get; } = method;

    /// <summary>Where the parameters of the key come from; empty: from the parameters of the same names.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;

    /// <summary>Whether nothing is invalidated when the method throws.</summary>
    public bool OnlyOnSuccess { get; set; }

    /// <summary>How long after the invalidation nothing is stored, such as <c>"2s"</c>: for bodies that read a replica which lags behind. Null: not at all.</summary>
    public string? Settle { get; set; }

    /// <summary>What happens when the store cannot be told.</summary>
    public InvalidationUnavailable OnUnavailable { get; set; }

    /// <summary>The field, property or primary-constructor parameter that holds the client. Null: the only one.</summary>
    public string? Client { get; set; }
}

/// <summary>As <see cref="InvalidatesAttribute"/>, for a cached method or a tag of another type.</summary>
/// <typeparam name="T">The type that declares it.</typeparam>
/// <param name="method">The name of the cached wrapper or of the tag's method: <c>nameof(Catalog.GetProductAsync)</c>.</param>
/// <param name="paths">As there.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
#pragma warning disable CA1813 // The other form of the same attribute.
public sealed class InvalidatesAttribute<T>(string method, params string[] paths) : InvalidatesAttribute(method, paths);
#pragma warning restore CA1813

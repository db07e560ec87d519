namespace Derp.Kv;

/// <summary>
/// Declares a tag: a name for any number of cached values, which one invalidation makes invalid together. Put it on a partial method without a body, which
/// the generator implements: <c>public partial ValueTask InvalidateTenantAsync(int tenantId, CancellationToken ct = default);</c>
/// A method names it by <see cref="CachedAttribute.Tags"/>.
/// </summary>
/// <param name="template">As the template of a key; its placeholders are parameters of the method, and parameters of the same name and type of the methods that name the tag.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CacheTagAttribute(string template) : Attribute
{
    /// <summary>The template.</summary>
    public string Template { get; } = template;

    /// <summary>The field, property or primary-constructor parameter that holds the client. Null: the only one.</summary>
    public string? Client { get; set; }
}

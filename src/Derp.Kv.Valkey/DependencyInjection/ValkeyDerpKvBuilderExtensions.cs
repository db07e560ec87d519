using Derp.Kv.DependencyInjection;
using Derp.Kv.Valkey;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Valkey.Glide as the backend.</summary>
public static class ValkeyDerpKvBuilderExtensions
{
    /// <summary>Takes a server or a cluster; the client connects with its first operation.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="config">Where to connect to, and as whom.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static DerpKvBuilder UseValkey(this DerpKvBuilder builder, ValkeyConfig config)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return builder.UseClient((_, options) => new ValkeyClient(config, options));
    }

    /// <summary>Takes a server or a cluster as a section of the application's configuration describes it, see <see cref="ValkeyConfig.Bind"/>.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="section">A section of its own, such as <c>configuration.GetSection("Valkey")</c>; read now.</param>
    /// <exception cref="ArgumentException">A setting does not exist, cannot be read or is out of its range.</exception>
    public static DerpKvBuilder UseValkey(this DerpKvBuilder builder, IConfiguration section) => builder.UseValkey(ValkeyConfig.Bind(section));
}

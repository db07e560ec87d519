using Derp.Kv.DependencyInjection;
using Derp.Kv.Valkey;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Valkey.Glide as the backend.</summary>
public static class ValkeyDerpKvBuilderExtensions
{
    /// <summary>Uses a server or a cluster; the client connects with its first operation.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="config">The server and the login.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static DerpKvBuilder UseValkey(this DerpKvBuilder builder, ValkeyConfig config)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return builder.UseClient((_, options) => new ValkeyClient(config, options));
    }

    /// <summary>Uses a server or a cluster as a section of the application's configuration describes it, see <see cref="ValkeyConfig.Bind"/>.</summary>
    /// <param name="builder">The builder of <c>AddDerpKv</c>.</param>
    /// <param name="section">A separate section, such as <c>configuration.GetSection("Valkey")</c>; read at once.</param>
    /// <exception cref="ArgumentException">A setting does not exist, cannot be read or is out of its range.</exception>
    public static DerpKvBuilder UseValkey(this DerpKvBuilder builder, IConfiguration section) => builder.UseValkey(ValkeyConfig.Bind(section));
}

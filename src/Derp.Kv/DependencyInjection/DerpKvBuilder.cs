namespace Derp.Kv.DependencyInjection;

/// <summary>Configures the backend and the settings of one of the application's clients.</summary>
public sealed class DerpKvBuilder
{
    internal Func<IServiceProvider, KvClientOptions, KvClient>? Factory { get; private set; }

    internal Action<DerpKvOptions>? Configuration { get; private set; }

    /// <summary>Stores everything in this process's memory: nothing is shared with other processes, and nothing survives a restart.</summary>
    public DerpKvBuilder UseMemory() => UseClient(static (_, options) => new MemoryKvClient(options));

    /// <summary>Creates the client by a factory. Backends use this method.</summary>
    /// <param name="factory">Creates the client from the settings; called once.</param>
    /// <exception cref="InvalidOperationException">A backend was already chosen.</exception>
    public DerpKvBuilder UseClient(Func<IServiceProvider, KvClientOptions, KvClient> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (Factory is not null)
            throw new InvalidOperationException("A client has one backend: call one of the Use… methods, once.");
        Factory = factory;
        return this;
    }

    /// <summary>Changes settings in code; this runs after the client's section of the configuration was read, and overrides it.</summary>
    /// <param name="configure">Changes the settings.</param>
    public DerpKvBuilder Configure(Action<DerpKvOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Configuration += configure;
        return this;
    }
}

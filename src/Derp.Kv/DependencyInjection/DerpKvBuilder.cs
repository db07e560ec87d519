namespace Derp.Kv.DependencyInjection;

/// <summary>Chooses the backend and the settings of one of the application's clients.</summary>
public sealed class DerpKvBuilder
{
    internal Func<IServiceProvider, KvClientOptions, KvClient>? Factory { get; private set; }

    internal Action<DerpKvOptions>? Configuration { get; private set; }

    /// <summary>Keeps everything in this process's memory: nothing is shared with other processes, nothing survives a restart.</summary>
    public DerpKvBuilder UseMemory() => UseClient(static (_, options) => new MemoryKvClient(options));

    /// <summary>Takes the client from a factory; backends build on this.</summary>
    /// <param name="factory">Makes the client from the settings; called once.</param>
    /// <exception cref="InvalidOperationException">A backend was chosen before.</exception>
    public DerpKvBuilder UseClient(Func<IServiceProvider, KvClientOptions, KvClient> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (Factory is not null)
            throw new InvalidOperationException("AddDerpKv takes one backend: call one of the Use… methods, once.");
        Factory = factory;
        return this;
    }

    /// <summary>Changes settings in code; this comes after the client's section of the configuration and overrides it.</summary>
    /// <param name="configure">Sets what differs.</param>
    public DerpKvBuilder Configure(Action<DerpKvOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Configuration += configure;
        return this;
    }
}

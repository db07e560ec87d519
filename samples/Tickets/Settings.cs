namespace Tickets;

/// <summary>The command line.</summary>
internal sealed record Settings
{
    /// <summary>One process that keeps everything in its memory, and needs no server.</summary>
    public bool Memory { get; init; }

    /// <summary>The server that the processes share, as <c>host:port</c>.</summary>
    public string? Valkey { get; init; }

    /// <summary>Which process this is.</summary>
    public string Name { get; init; } = "A";

    /// <summary>The address of this process.</summary>
    public string Urls { get; init; } = "http://localhost:5080";

    /// <summary>The address of the other process, if there are two.</summary>
    public Uri? Other { get; init; }

    /// <summary>The folder of the database, which the processes share. None: a folder of this run alone.</summary>
    public string? Data { get; init; }

    /// <summary>The payment provider. None: this process is also the provider.</summary>
    public Uri? Provider { get; init; }

    /// <summary>What can stop and start the store, for the page's buttons.</summary>
    public Uri? Supervisor { get; init; }

    public Uri Address => new(Urls);

    public static Settings Parse(string[] args) =>
        new ConfigurationBuilder().AddCommandLine([.. args.Select(arg => arg == "--memory" ? "--memory=true" : arg)]).Build().Get<Settings>() ?? new();
}

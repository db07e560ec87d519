namespace Derp.Kv.Valkey;

/// <summary>The kind of server.</summary>
public enum ValkeyMode
{
    /// <summary>One primary, with or without replicas.</summary>
    Standalone,

    /// <summary>A cluster: keys are spread over slots, and slots over primaries.</summary>
    Cluster,
}

namespace Derp.Kv.Runtime;

/// <summary>What tells a descriptor from the others of a process. The attributes of one method have one name.</summary>
/// <param name="Kind">The attribute.</param>
/// <param name="Name">In logs and metrics.</param>
internal readonly record struct DescriptorKey(KvMethodKind Kind, string Name);

namespace Derp.Kv.Runtime;

/// <summary>A parameter of an annotated method, or a member of its instance that the template names.</summary>
/// <param name="Name">As a placeholder has it.</param>
/// <param name="Type">In C#, in full.</param>
/// <param name="Role">What it is for.</param>
public sealed record KvParameterInfo(string Name, string Type, KvParameterRole Role = KvParameterRole.Argument);

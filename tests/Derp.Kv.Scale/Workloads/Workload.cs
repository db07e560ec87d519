namespace Derp.Kv.Scale.Workloads;

/// <summary>What each of several processes does, in real time on a real server or in virtual time in the simulation: the same code in both.</summary>
/// <param name="Name">In one word.</param>
/// <param name="BodyTime">How long a body takes.</param>
/// <param name="Warm">One call of each operation, so that scripts are known and channels subscribed to.</param>
/// <param name="Run">The calls of one process, by its number; the start is the same moment for all.</param>
internal sealed record Workload(string Name, TimeSpan BodyTime, Func<Member, Task> Warm, Func<Member, Task> Run);

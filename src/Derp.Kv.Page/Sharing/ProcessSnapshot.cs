using System.Text.Json.Serialization;

namespace Derp.Kv.Page.Sharing;

/// <summary>The figures of one process, as it tells them to the others: JSON under a key of its own, which lives ten seconds.</summary>
/// <param name="Version">Of this format; another one is not read.</param>
/// <param name="Name">The machine and the number of the process.</param>
/// <param name="Up">Seconds since the process began.</param>
/// <param name="Clients">The state of each client.</param>
/// <param name="Lines">Rates of the last sixty seconds, by the number of the figure.</param>
/// <param name="Rows">The busiest of those of which anything was counted in the last minute.</param>
/// <param name="LeftOut">How many others there are.</param>
internal sealed record ProcessSnapshot(
    int Version,
    string Name,
    long Up,
    IReadOnlyList<ClientState> Clients,
    IReadOnlyList<double[]> Lines,
    IReadOnlyList<RowSnapshot> Rows,
    int LeftOut)
{
    public const int CurrentVersion = 1;
}

/// <summary>A client of a process: its name, which is empty unless it is a named client, what it stands on, and its state.</summary>
internal sealed record ClientState(
    string Client,
    string Backend,
    bool Breaker,
    bool WriteBreaker,
    int Flights,
    int Leases,
    int Claims,
    int Waiters,
    int Queued,
    long Lost,
    int NearEntries,
    long NearBytes);

/// <summary>A method, limit or route.</summary>
/// <param name="Group">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Counts">By the number of the figure; trailing zeros are left out.</param>
/// <param name="Bodies">Pairs of a bucket and its count, those without any left out.</param>
/// <param name="Waits">The same of waits.</param>
internal sealed record RowSnapshot(int Group, string Name, long[] Counts, long[] Bodies, long[] Waits);

/// <summary>Serializers made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ProcessSnapshot))]
[JsonSerializable(typeof(Viewing.PageFigures))]
[JsonSerializable(typeof(IReadOnlyList<Viewing.KnownMethod>))]
internal sealed partial class PageJson : JsonSerializerContext;

using Microsoft.Extensions.Primitives;

namespace Derp.Kv.AspNetCore.Idempotency.Responses;

/// <summary>What a record keeps of an answer beside its status.</summary>
/// <param name="Headers">Those that a replay may have.</param>
/// <param name="Body">Null: too large, or streamed; the request is done all the same.</param>
internal sealed record StoredResponse(IReadOnlyList<KeyValuePair<string, StringValues>> Headers, ReadOnlyMemory<byte>? Body)
{
    // Names, values and their lengths; enough for a decision on what fits.
    private const int Frame = 8;

    /// <summary>An upper bound of its stored size.</summary>
    public long Size => 16L + (Body?.Length ?? 0) + Headers.Sum(static header => Frame + (4L * header.Key.Length) + header.Value.Sum(static value => Frame + (4L * (value?.Length ?? 0))));

    /// <summary>As much of it as a record can hold.</summary>
    public StoredResponse Fit(int max) =>
        Size <= max ? this
        : this with { Body = null } is var bare && bare.Size <= max ? bare
        : new StoredResponse([], null);
}

namespace Derp.Kv;

/// <summary>The result of an idempotent call.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">What the body returned, or the stored result of an earlier call.</param>
/// <param name="StatusCode">The status that the body chose, 0 to 65535; usually an HTTP status code.</param>
/// <param name="IsReplay">Whether an earlier call produced the value. A body leaves it false.</param>
public readonly record struct IdempotentResult<T>(T Value, int StatusCode = 200, bool IsReplay = false)
{
    /// <summary>Status and replay. Not the value, which does not belong in a log.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nameof(IdempotentResult<>)} {{ {nameof(StatusCode)} = {StatusCode}, {nameof(IsReplay)} = {IsReplay} }}");
}

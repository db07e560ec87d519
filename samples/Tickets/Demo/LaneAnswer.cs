using System.Diagnostics;

namespace Tickets.Demo;

/// <summary>What came back from a process. Without an answer, <paramref name="Status"/> is zero.</summary>
internal sealed record LaneAnswer(string To, int Status, double Milliseconds, Dictionary<string, string> Headers, string Body)
{
    /// <summary>A caller who hangs up, and a process that crashes, get no answer; that is no error here.</summary>
    public static async Task<LaneAnswer> OfAsync(string to, Func<Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await send();
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
            return new(to, (int)answer.StatusCode, Since(started), headers, await answer.Content.ReadAsStringAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(to, 0, Since(started), [], "");
        }
    }

    private static double Since(long started) => Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1);
}

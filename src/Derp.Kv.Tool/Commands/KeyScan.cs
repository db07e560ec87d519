using Derp.Kv.Coordination;
using Derp.Kv.Tool.Connecting;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary>A scan with what the server says of each key, each once, and with progress.</summary>
internal static class KeyScan
{
    /// <param name="session">The run.</param>
    /// <param name="beginning">What keys begin with; leases of such keys are found too.</param>
    /// <param name="isWanted">Whether a key is of interest, by its facts.</param>
    public static async IAsyncEnumerable<KeyFacts> RunAsync(Session session, byte[] beginning, Func<KeyFacts, bool> isWanted)
    {
        using var progress = new ScanProgress(session.Surroundings);
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        var found = 0;
        foreach (var pattern in PatternsOf(beginning))
        {
            await foreach (var page in session.Store.ScanAsync(pattern, session.CancellationToken).ConfigureAwait(false))
            {
                var names = page.Keys.Where(seen.Add).Select(key => KeyName.Of(key, session.Prefix));
                foreach (var facts in await KeyFacts.ReadAsync(session.Store, names).ConfigureAwait(false))
                {
                    if (!isWanted(facts))
                        continue;
                    found++;
                    yield return facts;
                }

                progress.Report(page.Visited, page.All, found);
            }
        }
    }

    // The lease of a key without a hash tag begins with a brace.
    private static byte[][] PatternsOf(byte[] beginning) =>
        beginning.Length == 0 ? [ScanPattern.Of([])] : [ScanPattern.Of(beginning), ScanPattern.Of([(byte)'{', .. beginning])];
}

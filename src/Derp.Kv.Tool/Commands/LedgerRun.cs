using System.CommandLine;
using Derp.Kv.Ledger;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary>One run of a command on a ledger.</summary>
/// <param name="Surroundings">Streams and environment.</param>
/// <param name="Parsed">The command line.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Report">Takes the answers.</param>
/// <param name="Prefix">The application's.</param>
/// <param name="CancellationToken">Ends the run.</param>
internal sealed record LedgerRun(Surroundings Surroundings, ParseResult Parsed, KvLedger Ledger, Report Report, byte[] Prefix, CancellationToken CancellationToken)
{
    /// <summary>Reads a key that was typed.</summary>
    public KeyName NameOf(string text) => KeyName.Of(KeyText.Parse(text), Prefix);
}

using System.Data;
using Derp.Kv.LedgerWorker;

namespace Derp.Kv.Ledger.Proof.Tests;

/// <summary>A database with a ledger and a table of effects.</summary>
internal interface IProofDatabase : IAsyncDisposable
{
    /// <summary>Calls from this process.</summary>
    ICaller Connect(string protocol, IsolationLevel isolation);

    /// <summary>Calls from another one.</summary>
    /// <param name="protocol">As <see cref="Callers.Create"/> takes it.</param>
    /// <param name="isolation">Of its transactions.</param>
    /// <param name="port">Where it connects, on PostgreSQL; null: to the server.</param>
    Task<LedgerWorker> StartWorkerAsync(string protocol, IsolationLevel isolation, int? port = null);

    /// <summary>Keys whose effect and record are not both there once and whole, in one snapshot.</summary>
    Task<IReadOnlyList<string>> DifferencesAsync();

    /// <summary>The runs whose effects stand under a key.</summary>
    Task<IReadOnlyList<string>> RunsAsync(string key);
}

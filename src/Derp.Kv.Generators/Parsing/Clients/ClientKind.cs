using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Parsing.Ledgers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Clients;

/// <summary>What a wrapper finds in the type of its body and calls.</summary>
/// <param name="Role">What messages call it.</param>
/// <param name="Type">The name of its type.</param>
/// <param name="Is">Whether a type is that, or derived from it.</param>
/// <param name="None">Reported if there is none.</param>
/// <param name="Many">Reported if there are several.</param>
internal sealed record ClientKind(string Role, string Type, Func<ITypeSymbol?, bool> Is, DiagnosticDescriptor None, DiagnosticDescriptor Many)
{
    public static readonly ClientKind Client = new("client", "KvClient", KnownNames.IsKvClient, Descriptors.NoClient, Descriptors.ManyClients);

    public static readonly ClientKind Ledger = new("ledger", "KvLedger", LedgerTypes.IsLedger, LedgerDescriptors.NoLedger, LedgerDescriptors.ManyLedgers);
}

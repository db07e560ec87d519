using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using static Derp.Kv.Generators.Diagnostics.DescriptorFactory;

namespace Derp.Kv.Generators.Diagnostics;

/// <summary>What is refused of bodies whose record is a row of a ledger.</summary>
internal static class LedgerDescriptors
{
    public static readonly DiagnosticDescriptor NoPackage = Create(
        "DKV0070", "The package of the ledger is missing", "'{0}' sets Ledger = true, which needs a reference to the package Derp.Kv.Ledger");

    public static readonly DiagnosticDescriptor NoTransaction = Create(
        "DKV0071", "A ledger's body takes no transaction", "'{0}' sets Ledger = true, but has no parameter of type LedgerTransaction, through which it writes");

    public static readonly DiagnosticDescriptor Transaction = Create(
        "DKV0072", "A parameter cannot be a LedgerTransaction", "'{0}' cannot be a LedgerTransaction: {1}");

    public static readonly DiagnosticDescriptor Unused = Create(
        "DKV0073", "A ledger's body does not use its transaction", "'{0}' does not use its transaction '{1}', so that what it writes is not committed with its record; write through '{1}', or remove Ledger = true");

    public static readonly DiagnosticDescriptor Setting = Create(
        "DKV0074", "A setting does not fit the ledger", "{0} cannot be set on '{1}': {2}");

    public static readonly DiagnosticDescriptor NoLedger = Create(
        "DKV0075", "There is no ledger", "'{0}' needs a {1} of type KvLedger in '{2}'");

    public static readonly DiagnosticDescriptor ManyLedgers = Create(
        "DKV0076", "There is more than one ledger", "'{0}' has more than one {1} of type KvLedger: {2}; choose with Client = nameof({3})");

    public static readonly DiagnosticDescriptor Cached = Create(
        "DKV0077", "A ledger's body is cached", "'{0}' is [Cached] and sets Ledger = true, but a hit writes nothing in the transaction; move [Cached] to a method that the body calls");

    /// <summary>Each refuses its method.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Refusals =
    [
        NoPackage,
        NoTransaction,
        Transaction,
        Setting,
        NoLedger,
        ManyLedgers,
        Cached,
    ];
}

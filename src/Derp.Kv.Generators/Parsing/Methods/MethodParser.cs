using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Diagnostics;
using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Clients;
using Derp.Kv.Generators.Parsing.Freshness;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Ledgers;
using Derp.Kv.Generators.Parsing.Settings;
using Derp.Kv.Generators.Parsing.Tags;
using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Parsing.Methods;

/// <summary>The result of the transform: values only.</summary>
internal sealed record MethodResult(MethodModel Method, EquatableArray<SerializerModel> Serializers, EquatableArray<CopyModel> Copies);

/// <summary>Reads an annotated method. The generator and the analyzer share it, so that what is refused is also explained.</summary>
internal static class MethodParser
{
    /// <summary>The method, or null if it has no attribute or was refused.</summary>
    public static MethodResult? Parse(IMethodSymbol symbol, Compilation compilation, Findings findings, CancellationToken ct)
    {
        if (AnnotatedMethod.TryCreate(symbol, compilation, findings) is not { } method)
            return null;
        if (!method.Attributes.All(a => a.IsComplete))
        {
            findings.RefuseSilently();
            return null;
        }

        var type = PlacementParser.Parse(method);
        var isPlaced = !findings.Refused;
        var canHaveHeads = SignatureParser.Parse(method) && isPlaced;
        method.Batch = BatchParser.Parse(method);
        var previous = PreviousParameter.Parse(method);
        var transaction = LedgerParser.Parse(method);
        if (!TagMethods.Check(method))
            return null;
        OverridableParser.Check(method);
        var settings = method.Attributes.Select(a => SettingsParser.Parse(a, findings)).ToList();
        RepeatedLimits.Check(method, settings);
        PermitBatchSetting.Check(method);
        RefreshSettings.Check(method);
        ct.ThrowIfCancellationRequested();
        var client = ClientParser.Parse(method);
        var ledger = ClientParser.ParseLedger(method);
        if (NameParser.Parse(method) is not { } name)
            return null;

        var serializers = new List<SerializerModel>();
        var copies = new List<CopyModel>();
        var stages = StageParser.Parse(method, name, settings, serializers, copies, ct);
        ct.ThrowIfCancellationRequested();
        (stages, var batch) = BatchModelParser.Parse(method, stages, ct);
        var signatures = GeneratedSignature.Of(method.Symbol, method.Attributes).ToList();
        // Names that are taken come in pairs; the first says it.
        var declared = signatures.Select(s => findings.Ids.Contains(Descriptors.NameTaken.Id) ? null : MemberLookup.FindDeclaration(method, s)).ToList();
        foreach (var signature in signatures)
            MemberLookup.CheckOrphans(method, signature.Name);
        if (findings.Refused && !canHaveHeads)
            return null;

        var wrapper = WrapperParser.Wrapper(method, name, declared[0]);
        var invalidate = signatures.Count < 3 ? null : WrapperParser.Invalidate(method, signatures[1].Name, declared[1]);
        var keyOf = signatures.Count == 1 ? null : KeyOfParser.Parse(method, signatures[signatures.Count - 1].Name, declared[declared.Count - 1], stages[stages.Count - 1].Key);
        var look = LookParser.Parse(method, name);
        var clients = findings.Refused ? null : ClientsIn(method, client, ledger, wrapper, invalidate ?? wrapper, look ?? wrapper);
        if (findings.Refused && !(canHaveHeads && RefusedParser.CanHaveHeads(findings)))
            return null;

        var model = new MethodModel(
            type!,
            IdentityText.Signature(method.Symbol),
            new BodyModel(
                BodyName(method),
                method.Symbol.IsStatic,
                method.Returns,
                method.Result?.Annotated(method.Aliases))
            {
                KeepsSequence = StageParser.KeepsSequence(method),
                Decides = method.Decides,
                Previous = previous,
                Transaction = transaction,
                NeedsForgiving = method.Result is { } result && result.Annotated(method.Aliases) != result.Qualified(method.Aliases),
            },
            wrapper,
            invalidate,
            keyOf,
            clients?.InWrapper ?? "",
            clients?.InInvalidate ?? "",
            new HolderModel(
                Display.Escape(WrapperNames.Holder(method.Symbol)),
                TypeParameterText.List(method.Symbol.TypeParameters),
                TypeParameterText.Constraints(method.Symbol.TypeParameters, method.Aliases)),
            findings.Refused ? default : stages,
            MentionedWarnings.Of(method),
            method.Aliases.Names)
        {
            Ledger = clients?.Ledger ?? "",
            Batch = findings.Refused ? null : batch,
            Scope = findings.Refused || batch is not null ? null : ScopeParser.Parse(method, stages[stages.Count - 1]),
            Look = look,
            LookClient = clients?.InLook ?? "",
            Values = findings.Refused ? default : method.Values.All.ToEquatableArray(),
            Manifest = findings.Refused ? default : ManifestParser.Parse(method, name, stages),
            Refusal = findings.Refused ? RefusedParser.Parse(method) : null,
        };
        return findings.Refused
            ? new MethodResult(model, default, default)
            : new MethodResult(model, serializers.ToEquatableArray(), copies.ToEquatableArray());
    }

    // A parameter may hide a static body in its wrapper; an instance method is called through the instance.
    private static string BodyName(AnnotatedMethod method)
    {
        var name = Display.Escape(method.Symbol.Name) + TypeParameterText.List(method.Symbol.TypeParameters);
        return method.Symbol.IsStatic && method.Symbol.Parameters.Any(p => p.Name == method.Symbol.Name)
            ? $"{method.Type.Qualified(method.Aliases)}.{name}"
            : name;
    }

    private static (string InWrapper, string InInvalidate, string InLook, string Ledger)? ClientsIn(
        AnnotatedMethod method, ClientReference? client, ClientReference? ledger, SignatureModel wrapper, SignatureModel invalidate, SignatureModel look)
    {
        foreach (var signature in new[] { wrapper, invalidate, look }.Distinct())
            CheckNothingIsHidden(method, signature);
        return In(wrapper, client, ClientKind.Client) is { } inWrapper
            && In(invalidate, client, ClientKind.Client) is { } inInvalidate
            && In(look, client, ClientKind.Client) is { } inLook
            && In(wrapper, ledger, ClientKind.Ledger) is { } inLedger
                ? (inWrapper, inInvalidate, inLook, inLedger)
                : null;

        string? In(SignatureModel signature, ClientReference? reference, ClientKind kind) => reference is null ? "" : ClientIn(method, reference, kind, signature);
    }

    private static string? ClientIn(AnnotatedMethod method, ClientReference reference, ClientKind kind, SignatureModel signature)
    {
        var expression = reference.In(signature.Parameters.Select(p => p.Name.TrimStart('@')));
        if (expression is null)
            method.Findings.Add(Descriptors.ClientUnusable, method.Name, reference.Name, kind.Role, $"a parameter of '{method.Symbol.Name}' has the same name and hides it");
        return expression;
    }

    // A declared wrapper may name its parameters freely; one of them can hide the constructor's, which nothing else reaches.
    private static void CheckNothingIsHidden(AnnotatedMethod method, SignatureModel signature)
    {
        var names = signature.Parameters.Select(p => p.Name.TrimStart('@')).ToList();
        foreach (var value in method.Values.All.Where(v => names.Contains(v.Root)))
            method.Findings.Add(
                Descriptors.TemplateName,
                method.Name,
                "{" + value.Root + "}",
                $"a parameter of '{signature.Name}' has the name of the constructor's parameter and hides it");
    }
}

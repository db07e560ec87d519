using System.CommandLine;
using System.Globalization;
using Derp.Kv.AspNetCore.Idempotency.Requests;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Runtime;
using Derp.Kv.Tool.Keys;
using Derp.Kv.Tool.Manifests;
using Derp.Kv.Tool.Output;

namespace Derp.Kv.Tool.Commands;

/// <summary><c>explain</c>: the methods of an assembly, and the key of a call. No server is asked.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<FileInfo?> s_assembly = new("assembly") { Description = "The application's .dll.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string?> s_method = new("method") { Description = "Name of a method, with as much of its type as is needed.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string[]> s_arguments = new("argument") { Description = "Arguments in the order of the method's parameters; of a batch, one item.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string[]> s_set = new("--set") { Description = "name=value: a parameter out of its order, or a member of the instance that the template names." };
    private static readonly Option<string[]> s_null = new("--null") { Description = "Name of an argument that is null." };
    private static readonly Option<string[]> s_text = new("--text") { Description = "placeholder=text: what stands in the key, of a type whose text cannot be told." };
    private static readonly Option<string[]> s_types = new("--type-argument") { Description = "Of a generic method or type: System.Int32, or Shop.Order@Shop of the assembly Shop." };
    private static readonly Option<string?> s_key = new("--key") { Description = "Idempotency-Key of a request over HTTP." };
    private static readonly Option<string?> s_scope = new("--scope") { Description = "The caller, as KvIdempotencyEndpointOptions.Scope returns it. Without it: an anonymous one." };
    private static readonly Option<string?> s_space = new("--space") { Description = "KvIdempotencyEndpointOptions.Space of the endpoint." };

    public static Command New(CommandContext context)
    {
        var command = new Command("explain", "List the methods of an assembly with their templates and settings, or tell the key of a call. Exit code 1: a key cannot be told.")
        {
            s_assembly, s_method, s_arguments, s_set, s_null, s_text, s_types, s_key, s_scope, s_space,
        };
        command.SetAction(parsed =>
        {
            var report = Report.Of(context.Surroundings, context.Server.OutputOf(parsed));
            var client = new MemoryKvClient(new KvClientOptions { KeyPrefix = context.Server.PrefixOf(parsed, context.Surroundings) });
            var code = Run(parsed, report, client);
            report.Finish();
            return code;
        });
        return command;
    }

    private static int Run(ParseResult parsed, Report report, KvClient client)
    {
        if (parsed.GetValue(s_key) is { } key)
        {
            ShowKey(report, new Row { { "kind", "http" } }, RecordKey.Of(client.KeyPrefixUtf8, "derp:http:", parsed.GetValue(s_space), parsed.GetValue(s_scope), key), lease: false);
            return ExitCode.Done;
        }

        var manifest = ManifestFile.Read(parsed.GetValue(s_assembly) ?? throw new UsageException("Name an assembly, or the --key of a request."));
        if (parsed.GetValue(s_method) is not { } method)
        {
            foreach (var item in manifest.Methods)
                report.Add(Line(item));
            return ExitCode.Done;
        }

        var code = ExitCode.Done;
        foreach (var item in MethodSearch.Find(manifest.Methods, method))
        {
            if (!TryShow(parsed, report, client, manifest, item))
                code = ExitCode.No;
        }

        return code;
    }

    private static bool TryShow(ParseResult parsed, Report report, KvClient client, ManifestFile manifest, KvMethodInfo method)
    {
        var row = Line(method);
        if (method.Kind == KvMethodKind.Invalidates)
        {
            report.Show(row);
            return true;
        }

        var arguments = new KeyArguments(method, parsed.GetValue(s_arguments) ?? [], parsed.GetValue(s_set) ?? [], parsed.GetValue(s_null) ?? [], parsed.GetValue(s_text) ?? []);
        try
        {
            ShowKey(report, row, MethodKey.Of(client, manifest, method, arguments, parsed.GetValue(s_types) ?? []), lease: method.Kind == KvMethodKind.Cached);
            return true;
        }
        catch (KeyUnknownException e)
        {
            row.Add("problem", $"The key cannot be told: {e.Message}.");
            report.Show(row);
            return false;
        }
    }

    private static void ShowKey(Report report, Row row, byte[] key, bool lease)
    {
        row.Add("key", KeyText.Of(key));
        if (lease)
            row.Add("leaseKey", KeyText.Of(LeaseKey.Of(key)));
        row.Add("slot", HashSlot.Of(key).ToString(CultureInfo.InvariantCulture));
        report.Show(row);
    }

    private static Row Line(KvMethodInfo method)
    {
        var row = new Row
        {
            { "method", method.DisplayName },
            { "kind", method.Kind.ToString() },
            { "template", method.Template ?? method.Invalidates },
            { "type", method.ValueType },
            { "settings", method.Settings.Select(static setting => $"{setting.Key} = {setting.Value}").ToList() },
        };
        return row;
    }
}

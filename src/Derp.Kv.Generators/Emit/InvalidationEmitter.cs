using Derp.Kv.Generators.Infrastructure;
using Derp.Kv.Generators.Models;

namespace Derp.Kv.Generators.Emit;

/// <summary>The delegates that name what a call invalidates: one for what its arguments tell, one for what needs its result.</summary>
internal static class InvalidationEmitter
{
    /// <summary>Writes both delegates and the deferral, each on lines of its own.</summary>
    /// <param name="writer">Where they go.</param>
    /// <param name="method">The method.</param>
    /// <param name="state">Of its wrapper.</param>
    /// <param name="model">Of the stage.</param>
    /// <param name="argument">What stands for a parameter where the stage is called.</param>
    public static void Emit(SourceWriter writer, MethodModel method, State state, InvalidationModel model, Func<int, string> argument)
    {
        Write(writer, method, state, [.. model.Targets.Where(static t => !t.NeedsResult)], needsResult: false);
        Write(writer, method, state, [.. model.Targets.Where(static t => t.NeedsResult)], needsResult: true);
        writer.WriteLine($"deferred: {(model.Deferred is { } ordinal ? argument(ordinal) : "null")},");
    }

    public static void WritePolicies(SourceWriter writer, InvalidationModel model)
    {
        foreach (var target in model.Targets)
        {
            var settings = target.Settings.IsEmpty ? "()" : $"() {{ {string.Join(", ", target.Settings)} }}";
            writer.WriteLine($"public static readonly global::Derp.Kv.Runtime.InvalidationPolicy {Display.Escape(target.Policy)} = new{settings};");
        }
    }

    private static void Write(SourceWriter writer, MethodModel method, State state, IReadOnlyList<InvalidationTarget> targets, bool needsResult)
    {
        if (targets.Count == 0)
        {
            writer.WriteLine(needsResult ? "result: null," : "arguments: null,");
            return;
        }

        var names = new UniqueNames([method.Body.Name, method.Holder.Name, method.Type.Identity, state.Lambda, .. targets.Select(static t => t.KeyOf)]);
        var result = needsResult ? names.Next("result") : "";
        var keys = names.Next("keys");
        writer.Write($"{(needsResult ? "result" : "arguments")}: static ({state.Lambda}, {(needsResult ? result + ", " : "")}{keys}) =>");
        var statements = targets.Select(t => Statement(t, method, state, result, keys, names)).ToList();
        if (statements is [{ Conditions.Count: 0 } only] && writer.Column + only.Call.Length + 2 <= Layout.Width)
        {
            writer.WriteLine($" {only.Call},");
            return;
        }

        writer.WriteLine();
        using (writer.WriteBlock(","))
        {
            foreach (var (conditions, call) in statements)
                WriteStatement(writer, conditions, 0, call);
        }
    }

    private static void WriteStatement(SourceWriter writer, IReadOnlyList<string> conditions, int index, string call)
    {
        if (index == conditions.Count)
        {
            writer.WriteLine(call + ";");
            return;
        }

        writer.WriteLine(conditions[index]);
        using (writer.WriteBlock())
            WriteStatement(writer, conditions, index + 1, call);
    }

    private static (IReadOnlyList<string> Conditions, string Call) Statement(InvalidationTarget target, MethodModel method, State state, string result, string keys, UniqueNames names)
    {
        var conditions = new List<string>();
        var arguments = new List<string> { $"{keys}.Client" };
        foreach (var argument in target.Arguments)
        {
            var value = (argument.Ordinal == InvalidationArgument.ResultOrdinal ? result : state.Argument(argument.Ordinal)) + argument.Path;
            if (argument.Form is ArgumentForm.Plain or ArgumentForm.Forgiven)
            {
                arguments.Add(value + (argument.Form == ArgumentForm.Forgiven ? "!" : ""));
                continue;
            }

            if (argument.Form == ArgumentForm.IfPresent)
            {
                var present = Local(argument.Name);
                conditions.Add($"if ({value} is {{ }} {present})");
                arguments.Add(present);
                continue;
            }

            var items = Local(argument.Name + "Items");
            var item = Local(argument.Name);
            conditions.Add($"if ({value} is {{ {(argument.Form is ArgumentForm.EachOfArray or ArgumentForm.EachPresentOfArray ? "IsDefault: false " : "")}}} {items})");
            conditions.Add($"foreach (var {item} in {items})");
            if (argument.Form is ArgumentForm.EachPresent or ArgumentForm.EachPresentOfArray)
            {
                var present = Local(argument.Name + "Value");
                conditions.Add($"if ({item} is {{ }} {present})");
                item = present;
            }

            arguments.Add(item);
        }

        var call = $"{keys}.{(target.IsTag ? "AddTag" : "AddKey")}({method.Holder.Name}{method.Wrapper.TypeParameters}.{Display.Escape(target.Policy)}, {target.KeyOf}({string.Join(", ", arguments)}))";
        return (conditions, call);

        string Local(string name) => Display.Escape(names.Next(name));
    }
}

using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;

namespace Derp.Kv.DependencyInjection.Overrides;

/// <summary>The section <c>DerpKv:Methods</c>, read by hand and checked against the attributes of the assemblies that are loaded.</summary>
internal sealed class MethodsSection
{
    /// <summary>Under the section of the application.</summary>
    public const string Name = "Methods";

    private static readonly MethodOverride s_none = new();

    private readonly IReadOnlyList<KvMethodInfo> _attributes;
    private readonly Dictionary<DescriptorKey, MethodOverride> _changes = [];
    private readonly Dictionary<DescriptorKey, string> _paths = [];
    private readonly List<string> _problems = [];
    private readonly List<(string Path, string? Nearest)> _awaited = [];

    private MethodsSection(IReadOnlyList<KvMethodInfo> attributes) => _attributes = attributes;

    /// <summary>An application that overrides nothing.</summary>
    public static MethodsSection None { get; } = new([]);

    /// <summary>What is wrong, in sentences; if there is anything, no override may be applied.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>By descriptor.</summary>
    public IReadOnlyDictionary<DescriptorKey, MethodOverride> Changes => _changes;

    /// <summary>Paths of methods that no loaded assembly has, with the nearest name of those that one has.</summary>
    public IReadOnlyList<(string Path, string? Nearest)> Awaited => _awaited;

    /// <summary>Reads the section.</summary>
    /// <param name="section">It may be missing.</param>
    /// <param name="attributes">Those of the loaded assemblies; not asked for without need.</param>
    public static MethodsSection Read(IConfigurationSection section, Func<IReadOnlyList<KvMethodInfo>> attributes)
    {
        var methods = section.GetChildren().ToList();
        if (methods.Count == 0 && string.IsNullOrEmpty(section.Value))
            return None;

        var read = new MethodsSection(attributes());
        if (!string.IsNullOrEmpty(section.Value))
            read._problems.Add($"{section.Path} holds a section for each method, not a value.");
        foreach (var method in methods)
            read.ReadMethod(method);
        return read;
    }

    private void ReadMethod(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            _problems.Add($"{section.Path} holds the settings of a method, not a value.");
            return;
        }

        var method = OverriddenMethod.Find(section.Key, _attributes);
        if (method.Attributes.Count == 0)
        {
            if (method.WhyUnknown(_attributes) is { } reason)
                _problems.Add($"{section.Path} {reason}");
            else
                _awaited.Add((section.Path, NearestName.Of(section.Key, _attributes.Select(static a => a.Name))));
            return;
        }

        var before = _problems.Count;
        var changes = new MethodOverride();
        foreach (var setting in section.GetChildren())
        {
            // A null is no override; a section is not a setting at all.
            if (setting.Value is null && OverrideSettings.Has(setting.Key) && !setting.GetChildren().Any())
                continue;
            if (OverrideSettings.Read(changes, setting.Key, setting.Value, out var problem) is not { } read)
                _problems.Add($"{setting.Path} {problem}");
            else if (method.WhyNot(setting.Key) is { } reason)
                _problems.Add($"{setting.Path} {reason}");
            else
                changes = read;
        }

        if (_problems.Count == before)
            Apply(section.Path, method, changes);
    }

    private void Apply(string path, OverriddenMethod method, MethodOverride changes)
    {
        foreach (var attribute in method.Attributes)
        {
            if (OverrideRules.Check(attribute, changes) is var (setting, problem))
            {
                _problems.Add($"{path}:{setting} {problem}");
                return;
            }
        }

        foreach (var attribute in method.Attributes)
        {
            var key = new DescriptorKey(attribute.Kind, attribute.DisplayName);
            var own = changes.For(attribute.Kind);
            if (own == s_none)
                continue;
            if (_changes.TryGetValue(key, out var others) && others != own)
            {
                _problems.Add($"{path} and {_paths[key]} change the same attribute or shared entries in different ways. Override one of the two.");
                return;
            }

            _changes[key] = own;
            _paths[key] = path;
        }
    }
}

using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Microsoft.CodeAnalysis;
using static Derp.Kv.Generators.Pipeline.DependencyWalk;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Where the walk of a method's dependencies begins.</summary>
internal static class MethodRoots
{
    /// <summary>Adds all that the parser can look at for a method.</summary>
    /// <param name="method">With or without an attribute of ours: what one is can change.</param>
    public static void Add(IMethodSymbol method, DependencyWalk walk)
    {
        var definition = method.PartialDefinitionPart ?? method;
        AddAlone(method, walk);

        // A batch has the entries of the method that it names.
        foreach (var attribute in AnnotatedMethod.AttributesOf(definition))
        {
            foreach (var (shared, _) in SharedName.Of(attribute)?.In(definition.ContainingType) ?? [])
                AddAlone(shared, walk);
        }
    }

    private static void AddAlone(IMethodSymbol method, DependencyWalk walk)
    {
        // Its own files and its bases', which have its other attributes, and names that are taken.
        walk.Add(method.ContainingType, Depth.Declared);
        var body = method.PartialDefinitionPart ?? method;
        var attributes = AnnotatedMethod.AttributesOf(body);
        if (attributes.Count == 0)
            return;

        walk.AddAttributes(body.GetAttributes());
        walk.AddAttributes(body.PartialImplementationPart?.GetAttributes() ?? []);
        walk.Add(body.ReturnType, Depth.Data);
        foreach (var parameter in body.TypeParameters)
            walk.Add(parameter, Depth.Data);

        var named = Names(attributes);
        foreach (var parameter in body.Parameters)
        {
            // Services are marked so. What they are made of is no part of a key.
            var isData = named.Contains(parameter.Name) || !parameter.HasAttribute("NotKeyAttribute");
            walk.Add(parameter.Type, isData ? Depth.Data : Depth.Head);
            walk.AddAttributes(parameter.GetAttributes());
        }

        // One of them is the client.
        foreach (var (name, type) in MembersOf(body.ContainingType))
            walk.Add(type, named.Contains(name) ? Depth.Data : Depth.Head);
    }

    private static IEnumerable<(string Name, ITypeSymbol Type)> MembersOf(INamedTypeSymbol type)
    {
        for (var t = type; t is not null && !t.DeclaringSyntaxReferences.IsEmpty; t = t.BaseType)
        {
            foreach (var member in t.GetMembers())
            {
                if (member is IFieldSymbol field)
                    yield return (field.Name, field.Type);
                else if (member is IPropertySymbol property)
                    yield return (property.Name, property.Type);
            }
        }

        foreach (var parameter in type.InstanceConstructors.SelectMany(static c => c.Parameters))
            yield return (parameter.Name, parameter.Type);
    }

    private static HashSet<string> Names(IEnumerable<StageAttribute> attributes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var template in attributes.Select(static a => a.Template))
        {
            if (template is not null && Template.TryParse(template, out var segments, out _))
                names.UnionWith(segments.OfType<TemplateHole>().Select(static h => h.Name));
        }

        return names;
    }
}

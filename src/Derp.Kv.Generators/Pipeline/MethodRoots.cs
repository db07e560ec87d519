using Derp.Kv.Generators.Models;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Parsing.Batches;
using Derp.Kv.Generators.Parsing.Invalidation;
using Derp.Kv.Generators.Parsing.Keys;
using Derp.Kv.Generators.Parsing.Methods;
using Derp.Kv.Generators.Parsing.References;
using Derp.Kv.Generators.Parsing.Tags;
using Microsoft.CodeAnalysis;
using static Derp.Kv.Generators.Pipeline.DependencyWalk;

namespace Derp.Kv.Generators.Pipeline;

/// <summary>Where the walk of a method's dependencies begins.</summary>
internal static class MethodRoots
{
    /// <summary>Adds all that the parser can look at for a method.</summary>
    /// <param name="method">With or without an attribute of ours: what one is can change.</param>
    /// <returns>Whether that is known.</returns>
    public static bool Add(IMethodSymbol method, Compilation compilation, DependencyWalk walk)
    {
        var definition = method.PartialDefinitionPart ?? method;
        var isKnown = AddAlone(method, compilation, walk);

        // A batch has the entries of the method that it names.
        foreach (var attribute in AnnotatedMethod.AttributesOf(definition))
        {
            foreach (var (shared, _) in SharedName.Of(attribute)?.In(definition.ContainingType) ?? [])
                isKnown &= AddAlone(shared, compilation, walk);
        }

        return isKnown;
    }

    private static bool AddAlone(IMethodSymbol method, Compilation compilation, DependencyWalk walk)
    {
        // Its own files and its bases', which have its other attributes, and names that are taken.
        walk.Add(method.ContainingType, Depth.Declared);
        var body = method.PartialDefinitionPart ?? method;
        var attributes = AnnotatedMethod.AttributesOf(body);
        if (attributes.Count == 0)
            return true;

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
        return AddReferences(body, attributes, compilation, walk);
    }

    // Tags, and what is invalidated: all that their keys are made of. The value of a constant from elsewhere can name any type.
    private static bool AddReferences(IMethodSymbol body, IReadOnlyList<StageAttribute> attributes, Compilation compilation, DependencyWalk walk)
    {
        var isKnown = true;
        foreach (var attribute in attributes)
        {
            if (attribute.Kind == StageKind.Cached)
            {
                foreach (var (reference, _) in TagsParser.References(attribute, compilation))
                    Add(reference, reference?.TypeIn(body.ContainingType, compilation));
            }
            else if (attribute.Kind == StageKind.Invalidates)
            {
                var reference = AttributeText.Positional(attribute.Syntax) is [var named, ..] ? MethodReference.Read(named, compilation) : null;
                Add(reference, reference is null ? null : InvalidationTargets.TypeOf(attribute, reference, body.ContainingType, compilation));
                foreach (var parameter in body.Parameters)
                    walk.Add(parameter.Type, Depth.Data);
            }
        }

        return isKnown;

        void Add(MethodReference? reference, INamedTypeSymbol? type)
        {
            isKnown &= reference is { IsWritten: true };
            walk.Add(type, Depth.Declared);
            for (var t = type; t is not null && reference is not null; t = t.BaseType)
            {
                foreach (var (target, ofTarget) in InvalidationTargets.Annotated(t, reference.Name))
                {
                    foreach (var parameter in target.Parameters.Where(static p => !p.HasAttribute("NotKeyAttribute")))
                        walk.Add(parameter.Type, Depth.Data);
                    var named = Names(ofTarget);
                    foreach (var (name, member) in MembersOf(t))
                        walk.Add(member, named.Contains(name) ? Depth.Data : Depth.Head);
                }
            }
        }
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

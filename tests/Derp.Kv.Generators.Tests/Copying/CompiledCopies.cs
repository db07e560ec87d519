using System.Buffers;
using System.Reflection;
using System.Runtime.Loader;
using Derp.Kv.Generators.Copying;
using Derp.Kv.Generators.Serializers;
using Derp.Kv.Generators.Tests.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Copying;

/// <summary>
/// User source whose class <c>Roots</c> has a public static field of each type to copy: copies and serializers are generated, compiled
/// with every warning an error, and loaded.
/// </summary>
internal sealed class CompiledCopies
{
    private readonly Assembly _assembly;

    private CompiledCopies(Assembly assembly, IReadOnlyList<string> roots, IReadOnlyDictionary<string, string> sources)
    {
        _assembly = assembly;
        Roots = roots;
        Sources = sources;
    }

    public IReadOnlyList<string> Roots { get; }

    /// <summary>Generated copies by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    public static CompiledCopies Create(string source)
    {
        var ct = TestContext.Current.CancellationToken;
        var compilation = CompiledSerializers.Compile(source);
        var roots = compilation.GetTypeByMetadataName("Roots")!.GetMembers().OfType<IFieldSymbol>().ToList();
        var copies = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var serializers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var entry = new List<string> { "#nullable disable\npublic static class Entry\n{" };
        foreach (var root in roots)
        {
            var resolution = SerializerResolver.Resolve(root.Type, compilation, ct);
            Assert.Null(resolution.Problem);
            foreach (var model in resolution.Models)
                serializers[model.HintName] = SerializerEmitter.Emit(model);
            var copy = CopyPlan.Of(root.Type, compilation, ct);
            Assert.True(copy is not null, $"{root.Name} has no copy");
            foreach (var model in copy.Models)
                copies[model.HintName] = CopyEmitter.Emit(model);
            var type = root.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            entry.Add($"    public static {type} {root.Name}({type} value) => {copy.Expression};");
            entry.Add($"    public static object {root.Name}Serializer() => {resolution.Expression};");
        }

        var all = CompiledSerializers.Add(compilation, [.. serializers.Values, .. copies.Values, string.Join("\n", entry.Append("}\n"))]);
        Assert.Empty(all.GetDiagnostics(ct).Where(d => d.Severity >= DiagnosticSeverity.Warning));
        using var image = new MemoryStream();
        Assert.True(all.Emit(image, cancellationToken: ct).Success);
        image.Position = 0;
        return new CompiledCopies(new AssemblyLoadContext("User", isCollectible: false).LoadFromStream(image), [.. roots.Select(static r => r.Name)], copies);
    }

    public Type TypeOf(string root) => _assembly.GetType("Roots")!.GetField(root)!.FieldType;

    public object? Copy(string root, object? value) => _assembly.GetType("Entry")!.GetMethod(root)!.Invoke(null, [value]);

    public object? Decoded(string root, object? value)
    {
        var serializer = _assembly.GetType("Entry")!.GetMethod(root + "Serializer")!.Invoke(null, null)!;
        var contract = typeof(IKvSerializer<>).MakeGenericType(TypeOf(root));
        var buffer = new ArrayBufferWriter<byte>();
        contract.GetMethod("Serialize")!.Invoke(serializer, [buffer, value]);
        return contract.GetMethod("Deserialize")!.Invoke(serializer, [buffer.WrittenMemory]);
    }
}

using System.Buffers;
using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Derp.Kv.Generators.Serializers;
using Derp.Kv.Serialization;
using MessagePack;
using MessagePack.Resolvers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>
/// User source whose class <c>Roots</c> has a public static field of type <c>T[]</c> for each type T to serialize: the
/// serializers are generated, compiled with every warning an error, loaded, and ready to run on the values of the fields.
/// </summary>
internal sealed class CompiledSerializers
{
    private readonly Assembly _assembly;
    private readonly List<IFieldSymbol> _roots;

    private CompiledSerializers(Assembly assembly, List<IFieldSymbol> roots, IReadOnlyDictionary<string, string> sources)
    {
        _assembly = assembly;
        _roots = roots;
        Sources = sources;
    }

    public IEnumerable<string> Roots => _roots.Select(r => r.Name);

    /// <summary>Generated sources by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    public static CSharpCompilation Compile(
        string source, string name = "User", IEnumerable<MetadataReference>? more = null, LanguageVersion version = LanguageVersion.CSharp12) =>
        CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText("#nullable enable\nusing System; using System.Collections.Generic; using System.Linq; using System.Diagnostics.CodeAnalysis; using MessagePack;\n" + source, new CSharpParseOptions(version))],
            [
                .. Net100.References.All,
                MetadataReference.CreateFromFile(typeof(KvSerializers).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(MessagePackSerializer).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(KeyAttribute).Assembly.Location),
                .. more ?? [],
            ],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                warningLevel: 9999,
                // As the SDK has it: MessagePack was built against an older System.Runtime.
                specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress)],
                allowUnsafe: true));

    public static SerializerResolution Resolve(CSharpCompilation compilation, string typeName) =>
        SerializerResolver.Resolve(compilation.GetTypeByMetadataName(typeName)!, compilation, TestContext.Current.CancellationToken);

    public static CompiledSerializers Create(string source, string name = "User", IEnumerable<MetadataReference>? more = null)
    {
        var compilation = Compile(source, name, more);
        AssertClean(compilation, "the test's own source");
        var roots = compilation.GetTypeByMetadataName("Roots")!.GetMembers().OfType<IFieldSymbol>().ToList();

        var sources = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var entry = new System.Text.StringBuilder("public static class Entry\n{\n");
        foreach (var root in roots)
        {
            var resolution = SerializerResolver.Resolve(((IArrayTypeSymbol)root.Type).ElementType, compilation, TestContext.Current.CancellationToken);
            Assert.Null(resolution.Problem);
            foreach (var model in resolution.Models)
            {
                var text = SerializerEmitter.Emit(model);
                if (!sources.TryAdd(model.HintName, text))
                    Assert.Equal(sources[model.HintName], text);
            }

            entry.Append("    public static object ").Append(root.Name).Append("() => ").Append(resolution.Expression).Append(";\n");
        }

        var all = Add(compilation, sources.Values.Append(entry.Append("}\n").ToString()));
        AssertClean(all, string.Join("\n", sources.Values));

        using var image = new MemoryStream();
        Assert.True(all.Emit(image).Success);
        image.Position = 0;
        var assembly = new AssemblyLoadContext(name, isCollectible: false).LoadFromStream(image);
        return new CompiledSerializers(assembly, roots, sources);
    }

    public static CSharpCompilation Add(CSharpCompilation compilation, IEnumerable<string> sources) =>
        compilation.AddSyntaxTrees(sources.Select(s => CSharpSyntaxTree.ParseText(s, (CSharpParseOptions)compilation.SyntaxTrees[0].Options)));

    /// <summary>Compiled from the source, and every value compared with the library.</summary>
    public static CompiledSerializers Compatible(string source)
    {
        var compiled = Create(source);
        compiled.AssertCompatible();
        return compiled;
    }

    /// <summary>Each value is written by both and read by both, and all four agree in bytes.</summary>
    public void AssertCompatible()
    {
        foreach (var root in _roots)
        {
            foreach (var value in Values(root.Name))
            {
                AssertCompatible(root.Name, value, ContractlessStandardResolver.Options);
                if (Attribute.IsDefined(ElementType(root.Name), typeof(MessagePackObjectAttribute)))
                    AssertCompatible(root.Name, value, StandardResolver.Options);
            }
        }
    }

    private void AssertCompatible(string root, object? value, MessagePackSerializerOptions library)
    {
        var type = ElementType(root);
        var ours = Write(root, value);
        var theirs = MessagePackSerializer.Serialize(type, value, library);
        Assert.True(ours.AsSpan().SequenceEqual(theirs), $"{root}: ours {MessagePackSerializer.ConvertToJson(ours)}, library {MessagePackSerializer.ConvertToJson(theirs)}");
        Assert.Equal(ours, Write(root, Read(root, theirs)));
        Assert.Equal(ours, MessagePackSerializer.Serialize(type, MessagePackSerializer.Deserialize(type, ours, library), library));
    }

    /// <summary>Each value is written and read by ours, and the bytes of both values agree.</summary>
    public void AssertRoundTrips()
    {
        foreach (var root in _roots)
        {
            foreach (var value in Values(root.Name))
            {
                var bytes = Write(root.Name, value);
                Assert.Equal(bytes, Write(root.Name, Read(root.Name, bytes)));
            }
        }
    }

    public IEnumerable<object?> Values(string root) =>
        ((Array)_assembly.GetType("Roots")!.GetField(root)!.GetValue(null)!).Cast<object?>();

    public byte[] Write(string root, object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Call(root, "Serialize", buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads from a buffer that belongs to someone else as soon as the value is there.</summary>
    public object? Read(string root, byte[] bytes)
    {
        byte[] lent = [.. bytes];
        var value = Call(root, "Deserialize", new ReadOnlyMemory<byte>(lent));
        lent.AsSpan().Fill(0xC1);
        return value;
    }

    public Type ElementType(string root) => _assembly.GetType("Roots")!.GetField(root)!.FieldType.GetElementType()!;

    private object? Call(string root, string method, params object?[] arguments)
    {
        var serializer = _assembly.GetType("Entry")!.GetMethod(root)!.Invoke(null, null)!;
        try
        {
            return typeof(IKvSerializer<>).MakeGenericType(ElementType(root)).GetMethod(method)!.Invoke(serializer, arguments);
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static void AssertClean(CSharpCompilation compilation, string context)
    {
        var diagnostics = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(diagnostics.Count == 0, string.Join("\n", diagnostics) + "\n" + context);
    }
}

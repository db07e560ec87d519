using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Harness;

/// <summary>User code with its generated part, compiled, loaded and ready to be called.</summary>
internal static class CompiledCode
{
    /// <summary>Runs <c>public static Task Main(KvClient kv)</c> of the class <c>Program</c> on a client in memory.</summary>
    /// <param name="source">The user's code.</param>
    /// <param name="client">Another client.</param>
    /// <param name="libraries">Assemblies that it references.</param>
    public static Task<T> RunAsync<T>(string source, KvClient? client = null, params IReadOnlyList<Library> libraries) =>
        RunAsync<T>(source, client, libraries, []);

    /// <summary>The same, with packages that the test has.</summary>
    /// <param name="source">The user's code.</param>
    /// <param name="client">Its client.</param>
    /// <param name="packages">A type of each.</param>
    public static Task<T> RunWithAsync<T>(string source, KvClient client, params IReadOnlyList<Type> packages) =>
        RunAsync<T>(source, client, [], packages);

    private static async Task<T> RunAsync<T>(string source, KvClient? client, IReadOnlyList<Library> libraries, IReadOnlyList<Type> packages)
    {
        var references = libraries.Select(l => l.Reference).Concat(packages.Select(p => MetadataReference.CreateFromFile(p.Assembly.Location)));
        var output = GeneratorRun.Of([source], change: c => c.AddReferences(references)).Output;
        using var image = new MemoryStream();
        Assert.True(output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        image.Position = 0;

        // Not to be unloaded: descriptors are static, and what they have set going may outlive the call.
        var context = new AssemblyLoadContext(null, isCollectible: false);
        foreach (var library in libraries)
            context.LoadFromStream(library.Image());
        var main = context.LoadFromStream(image).GetType("Program")!.GetMethod("Main", BindingFlags.Static | BindingFlags.Public)!;
        await using var kv = client ?? new MemoryKvClient();
        return await (Task<T>)main.Invoke(null, [kv])!;
    }
}

using System.Reflection;
using System.Runtime.Loader;

namespace Derp.Kv.Docs.Tests;

/// <summary>Runs pasted code as a program. One at a time, since the console belongs to the process.</summary>
internal static class ExampleRun
{
    private static readonly SemaphoreSlim s_console = new(1);

    /// <summary>Compiles the code, runs it until it ends, and returns what it prints.</summary>
    /// <param name="pasted">The blocks of the program.</param>
    /// <param name="arguments">Those of its command line.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<string> PrintsAsync(IEnumerable<string> pasted, string[] arguments, CancellationToken ct)
    {
        var context = new AssemblyLoadContext("Example", isCollectible: true);
        var program = await LoadAsync(context, pasted, "", ct);

        await s_console.WaitAsync(ct);
        var (before, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        try
        {
            var main = program.EntryPoint!;
            await Task.Run(() => main.Invoke(null, [arguments]), ct).WaitAsync(TimeSpan.FromSeconds(60), ct);
        }
        finally
        {
            Console.SetOut(before);
            context.Unload();
            s_console.Release();
        }

        return printed.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Compiles the code and loads it, for a test that calls its types.</summary>
    /// <param name="context">Where it is loaded.</param>
    /// <param name="pasted">The blocks of the file.</param>
    /// <param name="component">C# of a Razor component beside it, or nothing.</param>
    /// <param name="ct">Ends the compilation.</param>
    public static async Task<Assembly> LoadAsync(AssemblyLoadContext context, IEnumerable<string> pasted, string component, CancellationToken ct)
    {
        var (output, problems) = await Reader.CompileAsync(pasted, component, ct);
        Assert.Empty(problems);
        using var image = new MemoryStream();
        Assert.True(output.Emit(image, cancellationToken: ct).Success);
        image.Position = 0;
        return context.LoadFromStream(image);
    }
}

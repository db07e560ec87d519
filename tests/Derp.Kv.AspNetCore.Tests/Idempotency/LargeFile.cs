namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>Files that endpoints send: one that is too large to be kept, and one that is not.</summary>
internal static class LargeFile
{
    public const int Size = 300 * 1024;

    public static string Path { get; } = Make("large.txt", Size);

    public static string SmallPath { get; } = Make("small.txt", 100);

    private static string Make(string name, int size)
    {
        var path = System.IO.Path.Combine(AppContext.BaseDirectory, name);
        File.WriteAllText(path, new string('x', size));
        return path;
    }
}

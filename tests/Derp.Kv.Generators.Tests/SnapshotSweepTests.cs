using System.Reflection;
using System.Runtime.CompilerServices;

namespace Derp.Kv.Generators.Tests;

public class SnapshotSweepTests
{
    [Fact]
    public void Every_snapshot_belongs_to_a_test() =>
        Assert.All(Files("*.verified.cs"), file =>
        {
            var test = Path.GetFileName(file).Split('#')[0].Split('.');
            var type = typeof(SnapshotSweepTests).Assembly.GetTypes().SingleOrDefault(t => t.Name == test[0]);
            Assert.NotNull(type?.GetMethod(test[1], BindingFlags.Instance | BindingFlags.Public));
        });

    [Fact]
    public void Snapshots_are_utf8_with_mark_and_line_feeds() =>
        Assert.All(Files("*.verified.cs"), file =>
        {
            var bytes = File.ReadAllBytes(file);
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            Assert.DoesNotContain((byte)'\r', bytes);
        });

    private static string[] Files(string pattern, [CallerFilePath] string file = "") =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(file)!, "Snapshots"), pattern);
}

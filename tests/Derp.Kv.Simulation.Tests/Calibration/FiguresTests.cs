using System.Runtime.CompilerServices;
using Derp.Kv.Scale.Questions;

namespace Derp.Kv.Simulation.Tests.Calibration;

/// <summary>The program that answers the questions of docs/scale.md still does, and its answers do not depend on the run.</summary>
public sealed class FiguresTests
{
    [Fact]
    public async Task Small_answer_is_written_into_the_page_and_drawn()
    {
        var folder = Directory.CreateTempSubdirectory("derp-kv-scale-");
        try
        {
            var page = Path.Combine(folder.FullName, "scale.md");
            File.Copy(PageOf(), page);

            await Figures.RunAsync(page, ["cold", "paper"], isQuick: true);

            var text = await File.ReadAllTextAsync(page);
            Assert.Contains("| Derp.Kv | 100 | 1 | 1 |", text, StringComparison.Ordinal);
            Assert.Contains("<polyline", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "scale-cold.svg")), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Same_question_has_the_same_answer() => Assert.Equal(Ask(), Ask());

    private static ColdResult Ask() => new ColdStart(Scale.Peers.ColdReaders.Ours, Processes: 50, Keys: 20, KeysEach: 5).Run(7);

    private static string PageOf([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "../../../docs/scale.md");
}

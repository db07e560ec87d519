namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>The project of the random edits is one that works.</summary>
public class WorkshopTests
{
    [Fact]
    public void Project_is_generated_whole()
    {
        var project = new EditedProject();
        project.Become(Workshop.Text(new()));
        var (edited, _) = project.Generate(TestContext.Current.CancellationToken);
        foreach (var wrapper in (string[])[" GetAsync(", " AllAsync(", " ManyAsync(", " KindAsync(", " KindsAsync(", " GoAsync(", " PayAsync("])
            Assert.Contains(wrapper, edited, StringComparison.Ordinal);
    }
}

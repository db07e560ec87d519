using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests;

/// <summary>What a clone needs to build, wherever it lies.</summary>
public class RepositoryTests
{
    // Of a clone behind a symbolic link the compiler sees other paths than those by which it finds .editorconfig: a severity
    // that stands there is lost, and one that switches a rule off makes the build fail.
    [Fact]
    public void No_rule_is_switched_off_by_the_path_of_a_file()
    {
        var lines = File.ReadAllLines(Path.Combine(Built.Repository, ".editorconfig"));

        Assert.DoesNotContain(lines, static line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal) && line.EndsWith("= none", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("library.globalconfig")]
    [InlineData("programs.globalconfig")]
    public void Severities_stand_in_settings_that_know_no_path(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Built.Repository, file));

        Assert.Contains("is_global = true", lines);
        Assert.DoesNotContain(lines, static line => line.StartsWith('['));
    }
}

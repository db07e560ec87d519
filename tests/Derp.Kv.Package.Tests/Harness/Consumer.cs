namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A fresh project that installs packages from the feed.</summary>
internal sealed class Consumer
{
    private readonly string _folder;

    public Consumer(PackedFeed feed, string name, params string[] packages)
    {
        _folder = feed.NewFolder(name);
        feed.UseIn(_folder);
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <AnalysisLevel>latest-recommended</AnalysisLevel>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(p => $"""<PackageReference Include="{p}" Version="{feed.Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    public Task<Command> BuildAsync() => Command.RunAsync(_folder, "build", "-nologo", "-v", "quiet", "-o", "out", "--disable-build-servers");

    /// <summary>Runs what was built.</summary>
    public Task<Command> RunAsync() => Command.RunAsync(_folder, Path.Combine("out", Path.GetFileName(_folder) + ".dll"));
}

namespace Derp.Kv.Package.Tests.Harness;

/// <summary>A fresh project that installs packages from the feed.</summary>
internal sealed class Consumer
{
    private readonly string _folder;

    /// <summary>A program that has the packages, under the strictest settings of a user.</summary>
    public Consumer(PackedFeed feed, string name, params string[] packages)
        : this(feed, name, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisLevel>latest-recommended</AnalysisLevel>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(p => $"""<PackageReference Include="{p}" Version="{feed.Version}" />"""))}
              </ItemGroup>
            </Project>
            """)
    {
    }

    private Consumer(PackedFeed feed, string name, string project)
    {
        _folder = feed.NewFolder(name);
        feed.UseIn(_folder);
        Write($"{name}.csproj", project);
    }

    private string Program => Path.Combine("out", Path.GetFileName(_folder) + ".dll");

    /// <summary>A project as <c>dotnet new web</c> makes it.</summary>
    public static Consumer Web(PackedFeed feed, string name) => new(feed, name, """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
        </Project>
        """);

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    /// <summary>Runs a command as a page prints it.</summary>
    public Task<Command> TypeAsync(string line)
    {
        Assert.StartsWith("dotnet ", line, StringComparison.Ordinal);
        return Command.RunAsync(_folder, line.Split(' ')[1..]);
    }

    public Task<Command> BuildAsync(params string[] more) =>
        Command.RunAsync(_folder, ["build", "-nologo", "-v", "quiet", "-o", "out", "--disable-build-servers", .. more]);

    /// <summary>Runs what was built.</summary>
    public Task<Command> RunAsync() => Command.RunAsync(_folder, Program);

    /// <summary>Starts what was built, which serves until it is disposed of.</summary>
    public Task<ServingProgram> ServeAsync() => ServingProgram.StartAsync(_folder, Program);
}

using Derp.Kv.Package.Tests.Harness;

namespace Derp.Kv.Package.Tests.LongRunning;

/// <summary>One reference is enough in each kind of project. A web project is what <see cref="TemplateTests"/> makes.</summary>
public class ProjectKindTests(PackedFeed feed)
{
    [Fact]
    public async Task One_reference_is_enough_in_a_class_library_a_component_and_a_worker()
    {
        var folder = feed.NewFolder("Kinds");
        feed.UseIn(folder);
        Write(folder, "Kinds.slnx", """
            <Solution>
              <Project Path="Library/Library.csproj" />
              <Project Path="Components/Components.csproj" />
              <Project Path="Service/Service.csproj" />
            </Solution>
            """);

        Write(folder, "Library/Library.csproj", ProjectOf("Microsoft.NET.Sdk"));
        Write(folder, "Library/Rates.cs", """
            using Derp.Kv;

            namespace Library;

            public sealed partial class Rates(KvClient kv)
            {
                private int _reads;

                [Cached("rate:{currency}", Ttl = "1m")]
                private Task<decimal> GetRateCoreAsync(string currency) => Task.FromResult(currency.Length * 1.1m + _reads++);
            }
            """);

        // Two generators write parts of one class: Razor's and this library's.
        Write(folder, "Components/Components.csproj", ProjectOf("Microsoft.NET.Sdk.Web"));
        Write(folder, "Components/Clock.razor", """
            <p>@_text</p>
            """);
        Write(folder, "Components/Clock.razor.cs", """
            using Derp.Kv;
            using Microsoft.AspNetCore.Components;

            namespace Components;

            public partial class Clock
            {
                private string? _text;

                [Inject]
                private KvClient Kv { get; set; } = null!;

                protected override async Task OnInitializedAsync() => _text = await GetTimeAsync("UTC");

                [Cached("time:{zone}", Ttl = "1s")]
                private Task<string> GetTimeCoreAsync(string zone) => Task.FromResult($"{_text ?? "noon"} in {zone}");
            }
            """);
        Write(folder, "Components/Program.cs", """
            using Derp.Kv;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddDerpKv(kv => kv.UseMemory());
            builder.Services.AddRazorComponents().AddInteractiveServerComponents();
            builder.Build().Run();
            """);

        Write(folder, "Service/Service.csproj", ProjectOf("Microsoft.NET.Sdk.Worker", """<PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.15" />"""));
        Write(folder, "Service/Program.cs", """
            using Derp.Kv;
            using Service;

            var builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddDerpKv(kv => kv.UseMemory());
            builder.Services.AddHostedService<Nightly>();
            builder.Build().Run();
            """);
        Write(folder, "Service/Nightly.cs", """
            using Derp.Kv;

            namespace Service;

            internal sealed partial class Nightly(KvClient kv) : BackgroundService
            {
                private int _bills;

                protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await BillAsync("today");

                [Idempotent("bill:{day}", Ttl = "2d")]
                private Task<int> BillCoreAsync(string day) => Task.FromResult(_bills += day.Length);
            }
            """);

        (await Command.RunAsync(folder, "build", "Kinds.slnx", "-nologo", "-v", "quiet", "-warnaserror", "--disable-build-servers")).Succeeded();
    }

    private string ProjectOf(string sdk, string more = "") => $"""
        <Project Sdk="{sdk}">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <AnalysisLevel>latest-recommended</AnalysisLevel>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Derp.Kv" Version="{feed.Version}" />
            {more}
          </ItemGroup>
        </Project>
        """;

    private static void Write(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}

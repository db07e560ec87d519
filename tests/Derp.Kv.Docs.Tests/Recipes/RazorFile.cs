using Microsoft.AspNetCore.Razor.Language;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Razor;

namespace Derp.Kv.Docs.Tests.Recipes;

/// <summary>
/// Markup of a Razor component, made C# of by the Razor compiler that is a package. It is older than that of the SDK, which cannot be
/// referred to: directives of later versions, such as <c>@rendermode</c>, are unknown to it.
/// </summary>
internal static class RazorFile
{
    // What the SDK adds to every component, and those of a new project's _Imports.razor that a page can need.
    private const string Imports = """
        @using System
        @using System.Collections.Generic
        @using System.Linq
        @using System.Threading.Tasks
        @using Microsoft.AspNetCore.Components
        @using System.Net.Http
        @using Microsoft.AspNetCore.Components.Forms
        @using Microsoft.AspNetCore.Components.Routing
        @using Microsoft.AspNetCore.Components.Web
        @using Microsoft.JSInterop
        """;

    // Each assembly more is searched for components, which takes time.
    private static readonly IReadOnlyList<MetadataReference> s_components =
        [.. Reader.Packages.Where(static reference => Path.GetFileName(reference.Display ?? "") is var name && (name.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal)))];

    /// <summary>Returns the C# of a component with the name of its file.</summary>
    public static string ToCSharp(string file, string markup)
    {
        var engine = RazorProjectEngine.Create(RazorConfiguration.Default, RazorProjectFileSystem.Create("/"), static builder =>
        {
            builder.SetRootNamespace("Shop");
            CompilerFeatures.Register(builder);
            builder.Features.Add(new CompilationTagHelperFeature());
            builder.Features.Add(new DefaultMetadataReferenceFeature { References = s_components });
        });

        var document = engine.Process(Source(file, markup), FileKinds.Component, [Source("_Imports.razor", Imports)], tagHelpers: null).GetCSharpDocument();
        Assert.Empty(document.Diagnostics);
        return document.GeneratedCode;
    }

    private static RazorSourceDocument Source(string file, string text) =>
        RazorSourceDocument.Create(text, new RazorSourceDocumentProperties("/" + file, file));
}

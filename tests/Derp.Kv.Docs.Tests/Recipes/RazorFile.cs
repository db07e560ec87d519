using Microsoft.AspNetCore.Razor.Language;
using Microsoft.CodeAnalysis.Razor;

namespace Derp.Kv.Docs.Tests.Recipes;

/// <summary>
/// Markup of a Razor component, made C# of by the Razor compiler that is a package. It is older than that of the SDK, which cannot be
/// referred to: directives of later versions, such as <c>@rendermode</c>, are unknown to it.
/// </summary>
internal static class RazorFile
{
    // Those of a new project's _Imports.razor that a page can need.
    private const string Imports = """
        @using System.Net.Http
        @using Microsoft.AspNetCore.Components.Forms
        @using Microsoft.AspNetCore.Components.Routing
        @using Microsoft.AspNetCore.Components.Web
        @using Microsoft.JSInterop
        """;

    /// <summary>Returns the C# of a component with the name of its file.</summary>
    public static string ToCSharp(string file, string markup)
    {
        var engine = RazorProjectEngine.Create(RazorConfiguration.Default, RazorProjectFileSystem.Create("/"), static builder =>
        {
            builder.SetRootNamespace("Shop");
            CompilerFeatures.Register(builder);
            builder.Features.Add(new CompilationTagHelperFeature());
            builder.Features.Add(new DefaultMetadataReferenceFeature { References = Reader.Packages });
        });

        var document = engine.Process(Source(file, markup), FileKinds.Component, [Source("_Imports.razor", Imports)], tagHelpers: null).GetCSharpDocument();
        Assert.Empty(document.Diagnostics);
        return document.GeneratedCode;
    }

    private static RazorSourceDocument Source(string file, string text) =>
        RazorSourceDocument.Create(text, new RazorSourceDocumentProperties("/" + file, file));
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

[Route("action")]
public sealed class ShopController : Controller
{
    [HttpPost("created"), IdempotentEndpoint]
    public IActionResult Make() => CreatedAtAction(nameof(Show), new { id = 7 }, new { run = ShopEndpoints.Ran(HttpContext) });

    [HttpGet("show/{id}")]
    public IActionResult Show(int id) => Ok(id);

    [HttpPost("view"), IdempotentEndpoint]
    public IActionResult Page() => View("Order", ShopEndpoints.Ran(HttpContext));

    [HttpPost("object"), IdempotentEndpoint]
    public Payment Record() => new(ShopEndpoints.Ran(HttpContext));

    [HttpPost("unmarked")]
    public string Unmarked() => $"run {ShopEndpoints.Ran(HttpContext)}";

    [HttpPost("validated"), IdempotentEndpoint]
    public IActionResult Validated([FromBody] Payment payment) =>
        payment.Amount > 0 ? Ok($"{payment.Amount} run {ShopEndpoints.Ran(HttpContext)}") : ValidationProblem();
}

/// <summary>Views without Razor: their name and their model.</summary>
internal sealed class TextViews : ICompositeViewEngine
{
    public IReadOnlyList<IViewEngine> ViewEngines => [this];

    public ViewEngineResult FindView(ActionContext context, string viewName, bool isMainPage) => ViewEngineResult.Found(viewName, new TextView(viewName));

    public ViewEngineResult GetView(string? executingFilePath, string viewPath, bool isMainPage) => ViewEngineResult.NotFound(viewPath, []);

    private sealed class TextView(string name) : IView
    {
        public string Path => name;

        public Task RenderAsync(ViewContext context) => context.Writer.WriteAsync($"<p>{name}: run {context.ViewData.Model}</p>");
    }
}

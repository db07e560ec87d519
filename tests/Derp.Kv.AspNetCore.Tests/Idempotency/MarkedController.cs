using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

[Route("marked"), IdempotentEndpoint(Ttl = "1h", Space = "controller")]
public sealed class MarkedController : ControllerBase
{
    [HttpPost, IdempotentEndpoint(Ttl = "2h", LockTtl = "7s")]
    public IActionResult Act() => Ok();

    [HttpGet]
    public IActionResult Look() => Ok();
}

[Route("filtered")]
public sealed class FilteredController : ControllerBase
{
    [HttpPost, IdempotentEndpoint, OwnRight]
    public IActionResult Act() => Ok("ran");
}

[Route("made")]
public sealed class MadeFilterController : ControllerBase
{
    [HttpPost, IdempotentEndpoint, TypeFilter(typeof(OwnRightFilter))]
    public IActionResult Act() => Ok("ran");
}

[Route("harmless")]
public sealed class HarmlessFilterController : ControllerBase
{
    [HttpPost, IdempotentEndpoint, RequestSizeLimit(1000), RequestFormLimits(KeyLengthLimit = 10), Consumes("application/json"), ResponseCache(NoStore = true)]
    public IActionResult Act() => Ok("ran");
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnRightAttribute : Attribute, IAuthorizationFilter
{
    public void OnAuthorization(AuthorizationFilterContext context)
    {
    }
}

public sealed class OwnRightFilter : IAsyncAuthorizationFilter
{
    public Task OnAuthorizationAsync(AuthorizationFilterContext context) => Task.CompletedTask;
}

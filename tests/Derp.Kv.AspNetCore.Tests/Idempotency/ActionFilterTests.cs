using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H2: an authorization filter of MVC runs inside the action, and a replay would skip it.
public sealed class ActionFilterTests
{
    [Theory]
    [InlineData(typeof(FilteredController), "OwnRightAttribute", typeof(OwnRightAttribute))]
    [InlineData(typeof(MadeFilterController), "TypeFilterAttribute", typeof(OwnRightFilter))]
    public async Task H2_An_action_with_an_authorization_filter_of_its_own_is_refused_unless_replays_may_pass_it(Type controller, string named, Type filter)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(static app => app.MapControllers().WithIdempotency(), controller: controller));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(controller.Name + ".Act", error.Message, StringComparison.Ordinal);

        await using var host = await SmallHost.StartAsync(static app => app.MapControllers().WithIdempotency(), o => o.ReplayPast.Add(filter), controller: controller);
        using var caller = host.Web.Caller();
        var path = controller == typeof(FilteredController) ? "/filtered" : "/made";
        Assert.Equal("ran", (await caller.PostAsync(path, Shop.NewKey())).Text);
    }

    [Fact]
    public async Task H2_So_is_one_under_a_global_filter() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SmallHost.StartAsync(
            static app => app.MapControllers().WithIdempotency(),
            build: static builder => builder.Services.Configure<MvcOptions>(static o => o.Filters.Add(new AuthorizeFilter("pay"))),
            controller: typeof(MarkedController)));

    [Fact]
    public async Task H2_Filters_of_the_framework_that_decide_on_no_right_are_not()
    {
        await using var host = await SmallHost.StartAsync(static app => app.MapControllers().WithIdempotency(), controller: typeof(HarmlessFilterController));
        using var caller = host.Web.Caller();

        Assert.Equal("ran", (await caller.PostAsync("/harmless", Shop.NewKey())).Text);
    }
}

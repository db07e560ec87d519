using Microsoft.Extensions.Options;

namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>What is refused: at start with an error, later with a log event and all settings of before.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "GetProdctAsync:Ttl", "5m", $"GetProdctAsync is not a wrapper of {typeof(OverriddenShop).FullName}. Did you mean {typeof(OverriddenShop).FullName}.GetProductAsync?" },
        { "FindAsync:Tll", "5m", "FindAsync:Tll is not a setting of a method. There are: Enabled, Ttl, Near, RefreshAfter, StaleIfError, Limit, Window." },
        { "FindAsync:Ttl", "5", "FindAsync:Ttl cannot be read. Write a duration such as \"5m\" or \"00:05:00\", more than zero." },
        { "FindAsync:Ttl", "0s", "FindAsync:Ttl cannot be read." },
        { "FindAsync:Ttl", "off", "FindAsync:Ttl cannot be read." },
        { "FindAsync:Enabled", "no", "FindAsync:Enabled cannot be read. Write true or false." },
        { "FindAsync:Ttl:Value", "5m", "FindAsync:Ttl cannot be read." },
        { "FindAsync", "5m", "FindAsync holds the settings of a method, not a value." },
        { "FindAsync:StaleIfError", "5m", "FindAsync:StaleIfError is not set by the method's attributes. The configuration changes settings or switches them off, and never adds one." },
        { "FindAsync:Limit", "5", "FindAsync:Limit is not set by the method's attributes." },
        { "GetProductAsync:Near", "3m", "GetProductAsync:Near must be at most half of Ttl, which is 5m." },
        { "GetProductAsync:Near", "49ms", "GetProductAsync:Near must be 50 ms or longer, or \"off\"." },
        { "GetProductAsync:Ttl", "59s", "GetProductAsync:Ttl must be at least twice Near, which is 30s." },
        { "GetPriceAsync:RefreshAfter", "60s", "GetPriceAsync:RefreshAfter must be less than Ttl without Near, which is 1m." },
        { "GetPriceAsync:Ttl", "40s", "GetPriceAsync:Ttl must be more than RefreshAfter and Near together, which is 40s." },
        { "SignInAsync:Limit", "0", "SignInAsync:Limit cannot be read. Write a whole number, 1 or more." },
        { "SignInAsync:Window", "366d", "SignInAsync:Window does not fit the attribute: The window must be whole milliseconds, from 1 ms to 365 days." },
        { "MailAsync#2:Limit", "4", "MailAsync#2:Limit does not fit the attribute: The burst must be from 1 to the limit, or 0 for the limit." },
        { "MailAsync:Limit", "4", $"MailAsync:Limit could mean each of several limits. There are: {typeof(OverriddenShop).FullName}.MailAsync#1, {typeof(OverriddenShop).FullName}.MailAsync#2." },
        { "MailAsync#3:Limit", "4", "MailAsync#3 names a limit that the method does not have." },
        { "PayAsync:Enabled", "false", "PayAsync:Enabled cannot be false: the method is [Idempotent], and protection from duplicate calls is not a switch." },
        { "DerpKv:Clients:other:Methods:X:Ttl", "5m", "DerpKv:Clients:other:Methods is not a setting." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_keeps_the_application_from_starting(string setting, string value, string message)
    {
        using var host = new OverriddenHost((setting, value));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Contains(message, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Reload_with_a_mistake_is_refused_whole(string setting, string value, string message)
    {
        using var host = new OverriddenHost(("GetPriceAsync:StaleIfError", "2h"));
        var before = host.Client.Overrides;

        host.Reload((setting, value), ("PayAsync:Ttl", "2h"), ("DerpKv:NearEnabled", "false"));

        Assert.Contains(host.Messages("ReloadRefused"), m => m.Contains(message, StringComparison.Ordinal));
        Assert.Same(before, host.Client.Overrides);
        Assert.True(host.Client.NearEnabled);
    }

    [Fact]
    public async Task Two_names_of_shared_entries_must_say_the_same()
    {
        using var host = new OverriddenHost(("GetProductAsync:Ttl", "6m"), ("GetProductsAsync:Ttl", "7m"));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Contains("change the same attribute or shared entries in different ways", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task N5_Settings_are_checked_together_and_not_each_with_the_attribute()
    {
        using var host = new OverriddenHost(("GetProductAsync:Near", "3m"), ("GetProductAsync:Ttl", "6m"));

        await host.StartAsync();

        Assert.NotNull(host.Client.Overrides);
    }

    [Fact]
    public void Reload_that_changes_nothing_leaves_near_entries_alone()
    {
        using var host = new OverriddenHost(("GetProductAsync:Ttl", "6m"));
        var before = host.Client.Overrides;

        host.Reload(("DerpKv:NearEnabled", "true"));

        Assert.Same(before, host.Client.Overrides);
    }
}

using Derp.Kv.AspNetCore.Tests.Web;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// H8: the fields of answers, by the policies of one application. The clock of the memory stands still, so that its times are exact.
public sealed class FieldTests(LimitsApp app) : IClassFixture<LimitsApp>
{
    public static TheoryData<string, int> Everywhere { get; } = new() { { "memory", 1 }, { "memory", 2 }, { "server", 1 }, { "server", 2 } };

    private readonly (string, string) _caller = (LimitsApp.Caller, Guid.NewGuid().ToString());

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task H8_A_limit_is_told_until_it_denies(string backend, int protocol)
    {
        for (var remaining = 2; remaining >= 0; remaining--)
        {
            using var admitted = await app.On(backend).GetAsync("/quoted", protocol, _caller);
            Assert.Equal(200, (int)admitted.StatusCode);
            var limit = Assert.Single(admitted.Limits());
            Assert.Equal((LimitsApp.Quoted, remaining), (limit.Name, limit["r"]));
            Assert.InRange(limit["t"]!.Value, 1, 60);
            var policy = Assert.Single(admitted.Policies());
            Assert.Equal((LimitsApp.Quoted, 3L, 60L), (policy.Name, policy["q"], policy["w"]));
            Assert.Null(admitted.RetryAfter());
        }

        using var denied = await app.On(backend).GetAsync("/quoted", protocol, _caller);
        Assert.Equal(429, (int)denied.StatusCode);
        Assert.Equal((0L, denied.RetryAfter()), (denied.Limits().Single()["r"], denied.Limits().Single()["t"]));
        var problem = await ProblemBody.ReadAsync(denied);
        Assert.Equal(("rate_limit_exceeded", "https://iana.org/assignments/http-problem-types#quota-exceeded"), (problem.Code(), problem.GetProperty("type").GetString()));
        Assert.Equal([LimitsApp.Quoted], problem.GetProperty("violated-policies").EnumerateArray().Select(static name => name.GetString()));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html")]
    [InlineData(null)]
    public async Task H7_A_rejection_is_a_problem_whatever_the_caller_accepts(string? accept)
    {
        (string, string)[] headers = accept is null ? [_caller] : [_caller, ("Accept", accept)];
        (await app.Memory.GetAsync("/named", 1, headers)).Dispose();
        using var denied = await app.Memory.GetAsync("/named", 2, headers);
        Assert.Equal("rate_limit_exceeded", (await ProblemBody.ReadAsync(denied)).Code());
    }

    // What a policy's own OnRejected sets stands in the answer; it runs before it is written.
    [Fact]
    public async Task OnRejected_comes_first()
    {
        (await app.Memory.GetAsync("/named", 1, _caller)).Dispose();
        using var denied = await app.Memory.GetAsync("/named", 1, _caller);
        Assert.Equal((420, 60L), ((int)denied.StatusCode, denied.RetryAfter()));
        Assert.Equal("rate_limit_exceeded", (await ProblemBody.ReadAsync(denied)).Code());
    }

    [Theory]
    [InlineData(200)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task H8_The_fields_are_on_every_status(int status)
    {
        using var response = await app.Memory.GetAsync($"/status/{status}", 2, _caller);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(("many", 999L, 3600L), (response.Limits().Single().Name, response.Limits().Single()["r"], response.Limits().Single()["t"]));
        Assert.Equal(("many", 1000L, 3600L), (response.Policies().Single().Name, response.Policies().Single()["q"], response.Policies().Single()["w"]));
    }

    // The policy would say "more in an hour" beside the 5 s: that is no time to come back at.
    [Fact]
    public async Task H8_No_limit_says_later_than_Retry_After()
    {
        using var response = await app.Memory.GetAsync("/status/503", 1, _caller);
        Assert.Equal((5L, 999L, null), (response.RetryAfter(), response.Limits().Single()["r"], response.Limits().Single()["t"]));

        using var denied = await app.Memory.GetAsync("/denied", 1, _caller);
        Assert.Equal((429, 7L), ((int)denied.StatusCode, denied.RetryAfter()));
        Assert.Equal(["many", "Shop.Find"], denied.Limits().Select(static limit => limit.Name));
        Assert.Equal([null, 7L], denied.Limits().Select(static limit => limit["t"]));
    }

    [Fact]
    public async Task H8_Without_a_policy_there_are_no_fields()
    {
        using var response = await app.Memory.GetAsync("/free", 1, _caller);
        Assert.Empty(response.Limits());
        Assert.Empty(response.Policies());
    }

    // A bucket of 4 in 10 s gives one in 2.5 s.
    [Theory]
    [InlineData("/fixed", "2:60 1:60 0:60 0:60")]
    [InlineData("/sliding", "2:120 1:120 0:120 0:80")]
    [InlineData("/bucket", "3:3 2:3 1:3 0:3 0:3")]
    [InlineData("/mvc", "2:60 1:60 0:60 0:60")]
    public async Task H8_The_reset_is_the_time_of_more_quota(string path, string expected)
    {
        var told = new List<string>();
        for (var i = 0; i < expected.Split(' ').Length; i++)
        {
            using var response = await app.Memory.GetAsync(path, 1, _caller);
            told.Add($"{response.Limits().Single()["r"]}:{response.Limits().Single()["t"]}");
            Assert.Equal(response.RetryAfter() ?? response.Limits().Single()["t"], response.Limits().Single()["t"]);
        }

        Assert.Equal(expected, string.Join(' ', told));
    }

    [Fact]
    public async Task H8_A_window_below_a_second_has_no_w_and_a_denial_waits_a_second()
    {
        using var admitted = await app.Memory.GetAsync("/short", 1, _caller);
        Assert.Equal((1L, null), (admitted.Policies().Single()["q"], admitted.Policies().Single()["w"]));
        using var denied = await app.Memory.GetAsync("/short", 1, _caller);
        Assert.Equal((429, 1L, 1L), ((int)denied.StatusCode, denied.RetryAfter(), denied.Limits().Single()["t"]));

        using var odd = await app.Memory.GetAsync("/odd", 1, _caller);
        Assert.Null(odd.Policies().Single()["w"]);
    }

    [Fact]
    public async Task H8_A_name_that_no_string_of_a_field_can_hold_is_encoded()
    {
        using var response = await app.Memory.GetAsync("/encoded", 1, _caller);
        Assert.Equal("%C3%BC%7F", response.Limits().Single().Name);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_changed_plan_counts_with_the_next_request_and_is_asked_once_for_each(string backend, int protocol)
    {
        var web = app.On(backend);
        app.Plans[_caller.Item2] = new(2, TimeSpan.FromHours(1));
        using var first = await web.GetAsync("/plan", protocol, _caller);
        app.Plans[_caller.Item2] = new(5, TimeSpan.FromHours(1));
        using var second = await web.GetAsync("/plan", protocol, _caller);
        app.Plans.TryRemove(_caller.Item2, out _);
        using var third = await web.GetAsync("/plan", protocol, _caller);

        Assert.Equal([(200, 1L, 2L), (200, 3L, 5L), (429, 0L, 1L)], new[] { first, second, third }.Select(static r => ((int)r.StatusCode, r.Limits().Single()["r"]!.Value, r.Policies().Single()["q"]!.Value)));
        Assert.Equal(3, app.Asked[_caller.Item2]);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("server")]
    public async Task A_request_takes_its_cost_and_nothing_if_that_is_zero(string backend)
    {
        var told = new List<string>();
        foreach (var cost in (int[])[7, 0, 4, 3, 0])
        {
            using var response = await app.On(backend).GetAsync($"/cost/{cost}", 1, _caller);
            told.Add($"{(int)response.StatusCode}:{response.Limits().Single()["r"]}");
        }

        Assert.Equal(["200:3", "200:3", "429:3", "200:0", "200:0"], told);
    }

    [Fact]
    public async Task A_cost_that_could_never_be_admitted_is_an_error_of_the_application()
    {
        using var response = await app.Memory.GetAsync("/cost/11", 1, _caller);
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Empty(response.Limits());
    }
}

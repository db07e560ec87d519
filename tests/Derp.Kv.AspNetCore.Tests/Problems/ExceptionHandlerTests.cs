using System.Diagnostics.Metrics;
using System.Text.Json;
using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.Tests.Problems;

public sealed class ExceptionHandlerTests(ThrowingApp app) : IClassFixture<ThrowingApp>
{
    private const string Quota = "https://iana.org/assignments/http-problem-types#quota-exceeded";
    private const string Reduced = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    private static readonly (string What, int Status, string Code, string Type, long? RetryAfter)[] s_answers =
    [
        ("limited", 429, "rate_limit_exceeded", Quota, 3),
        ("unnamed", 429, "rate_limit_exceeded", Quota, 1),
        ("uncounted", 503, "rate_limit_unavailable", Reduced, 1),
        ("inflight", 409, "idempotency_in_flight", "about:blank", 3),
        ("reused", 422, "idempotency_key_reused", "about:blank", null),
        ("unavailable", 503, "store_unavailable", "about:blank", 1),
    ];

    // Exception × kind of endpoint × what the caller accepts, each over one of the two protocols.
    public static TheoryData<string, string, string?, int> Requests()
    {
        var data = new TheoryData<string, string, string?, int>();
        foreach (var (what, _, _, _, _) in s_answers)
        {
            foreach (var kind in (string[])["minimal", "api", "mvc"])
            {
                foreach (var accept in (string?[])["application/json", "text/html", null])
                    data.Add(what, kind, accept, (data.Count % 2) + 1);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task H7_An_exception_is_a_problem_whatever_the_endpoint_is_and_the_caller_accepts(string what, string kind, string? accept, int protocol)
    {
        var (_, status, code, type, retryAfter) = s_answers.Single(answer => answer.What == what);
        using var response = await app.Web.GetAsync($"/{kind}/{what}", protocol, accept is null ? [] : [("Accept", accept)]);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.RetryAfter());
        var problem = await ProblemBody.ReadAsync(response);
        Assert.Equal((code, type), (problem.Code(), problem.GetProperty("type").GetString()));
        Assert.Equal(what == "limited" ? ThrowingApp.LimitName : null, Strings(problem, "violated-policies"));
        Assert.Equal(what == "unavailable" ? "True" : null, problem.TryGetProperty("outcomeUnknown", out var unknown) ? unknown.ToString() : null);
    }

    [Theory]
    [InlineData("limited")]
    [InlineData("unnamed")]
    [InlineData("inflight")]
    [InlineData("reused")]
    public async Task H7_What_is_the_callers_doing_leaves_no_error_log(string what)
    {
        app.Web.Log.Clear();
        using var response = await app.Web.GetAsync($"/minimal/{what}");
        Assert.Empty(app.Web.Log.Errors);
    }

    [Theory]
    [InlineData("unavailable", "store_unavailable")]
    [InlineData("uncounted", "rate_limit_unavailable")]
    public async Task H7_A_503_leaves_one_error_log_of_ours_and_is_counted(string what, string code)
    {
        app.Web.Log.Clear();
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "derp.kv.http.problems")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (counted)
                counted.Add($"{value} {string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))}");
        });
        listener.Start();

        using var response = await app.Web.GetAsync($"/mvc/{what}");

        var line = Assert.Single(app.Web.Log.Errors);
        Assert.Equal(("Derp.Kv.AspNetCore", LogLevel.Error, 120, "Unavailable"), (line.Category, line.Level, line.Event.Id, line.Event.Name));
        Assert.DoesNotContain(ThrowingApp.LimitName, line.Message, StringComparison.Ordinal);
        Assert.Contains($"1 http.response.status_code=503 code={code}", counted);
    }

    [Theory]
    [InlineData("serialization")]
    [InlineData("kv")]
    [InlineData("other")]
    public async Task H7_Other_exceptions_are_left_to_the_application(string what)
    {
        using var response = await app.Web.GetAsync($"/minimal/{what}");
        var problem = await ProblemBody.ReadAsync(response);
        Assert.Equal((500, "own"), ((int)response.StatusCode, problem.Code()));
    }

    [Fact]
    public async Task H8_The_limit_that_denied_a_call_is_in_the_fields()
    {
        using var response = await app.Web.GetAsync("/minimal/limited");

        var limit = Assert.Single(response.Limits());
        Assert.Equal((ThrowingApp.LimitName, 0L, 3L), (limit.Name, limit["r"], limit["t"]));
        var policy = Assert.Single(response.Policies());
        Assert.Equal((ThrowingApp.LimitName, 5L, null), (policy.Name, policy["q"], policy["w"]));
    }

    [Fact]
    public async Task H8_The_limit_of_a_method_is_told_with_its_window()
    {
        (await app.Web.GetAsync("/method")).Dispose();
        using var denied = await app.Web.GetAsync("/method", 2);

        Assert.Equal(429, (int)denied.StatusCode);
        Assert.InRange(denied.RetryAfter()!.Value, 1, 60);
        Assert.Equal(("Shop.Find", 0L, denied.RetryAfter()), (denied.Limits().Single().Name, denied.Limits().Single()["r"], denied.Limits().Single()["t"]));
        Assert.Equal((1L, 60L), (denied.Policies().Single()["q"], denied.Policies().Single()["w"]));
    }

    [Theory]
    [InlineData("unnamed")]
    [InlineData("uncounted")]
    public async Task H8_A_denial_that_tells_no_limit_has_no_fields(string what)
    {
        using var response = await app.Web.GetAsync($"/minimal/{what}");
        Assert.Empty(response.Limits());
        Assert.Empty(response.Policies());
    }

    [Fact]
    public async Task H7_An_answer_that_has_begun_is_broken_off_and_not_mixed_with_a_problem()
    {
        var error = await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var response = await app.Web.GetAsync("/written/unavailable");
            await response.Content.ReadAsStringAsync();
        });
        Assert.NotEqual(HttpRequestError.Unknown, error.HttpRequestError);
    }

    private static string? Strings(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var list) ? string.Join('|', list.EnumerateArray().Select(static item => item.GetString())) : null;
}

using System.Globalization;
using System.Net;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

// H1, H3 over two processes and one server.
public sealed class ProcessTests : IAsyncLifetime
{
    private static readonly Version[] s_versions = [HttpVersion.Version11, HttpVersion.Version20];

    private ValkeyServer _server = null!;
    private WebProcess[] _processes = [];

    public async ValueTask InitializeAsync()
    {
        _server = await ValkeyServer.StartAsync();
        _processes = await Task.WhenAll(WebProcess.StartAsync(_server.Endpoint), WebProcess.StartAsync(_server.Endpoint));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            process.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task H3_Of_many_requests_over_two_processes_one_runs()
    {
        foreach (var version in s_versions)
        {
            var key = Shop.NewKey();
            var answers = await SendAsync("/charge", key, 64, version);

            var (ran, rest) = (answers.Where(static answer => answer is { Status: HttpStatusCode.OK, IsReplay: false }), answers.Where(static answer => answer.Status != HttpStatusCode.OK || answer.IsReplay));
            Assert.Equal("charge 1", Assert.Single(ran).Text);
            Assert.All(rest, static answer =>
            {
                if (answer.Status == HttpStatusCode.OK)
                    Assert.Equal("charge 1", answer.Text);
                else
                    Assert.InRange(int.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 3);
            });
            Assert.Equal(1, await ChargesAsync(key));
        }
    }

    [Fact]
    public async Task H3_Those_that_wait_get_the_answer_of_the_one_that_runs()
    {
        foreach (var version in s_versions)
        {
            var key = Shop.NewKey();
            var answers = await SendAsync("/charge-and-wait", key, 32, version);

            Assert.All(answers, static answer => Assert.Equal("charge 1", answer.Text));
            Assert.Single(answers, static answer => !answer.IsReplay);
        }
    }

    [Fact]
    public async Task H3_A_process_that_is_killed_keeps_the_key_no_longer_than_its_claim()
    {
        var key = Shop.NewKey();
        using var doomed = _processes[0].Caller(HttpVersion.Version11);
        using var other = _processes[1].Caller(HttpVersion.Version20);

        var lost = doomed.PostAsync("/hold", key);
        await Eventually.HoldsAsync(async () => await ChargesAsync(key) == 1, "The endpoint should have begun.");
        _processes[0].Kill();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        var left = (long)(await _server.CommandAsync("PTTL", await RecordAsync()))!;

        Assert.InRange(left, 1, 1000);
        Answer? answer = null;
        await Eventually.HoldsAsync(async () => (answer = await other.PostAsync("/hold", key)).Code != "idempotency_in_flight", "The claim should have ended.");
        Assert.Equal(("charge 2", false), (answer!.Text, answer.IsReplay));
        Assert.Equal(2, await ChargesAsync(key));
    }

    private async Task<Answer[]> SendAsync(string path, string key, int count, Version version)
    {
        var callers = _processes.Select(process => process.Caller(version)).ToList();
        try
        {
            return await Task.WhenAll(Enumerable.Range(0, count).Select(i => callers[i % callers.Count].PostAsync(path, key)));
        }
        finally
        {
            callers.ForEach(static caller => caller.Dispose());
        }
    }

    private async Task<int> ChargesAsync(string key) =>
        int.Parse((string?)await _server.CommandAsync("GET", "charges:" + key) ?? "0", CultureInfo.InvariantCulture);

    private async Task<string> RecordAsync() => (string)Assert.Single((object?[])(await _server.CommandAsync("KEYS", "derp:http:*"))!)!;
}

using System.Text.Json;

namespace Derp.Kv.AspNetCore.Tests.Web;

/// <summary>A problem document as a client reads it.</summary>
internal static class ProblemBody
{
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync();
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        return problem;
    }

    public static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;
}

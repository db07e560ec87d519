using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Idempotency.Settings;

/// <summary>Checks the defaults of all endpoints when the host starts: what could not be read, and values out of range.</summary>
internal sealed class IdempotencyOptionsValidation(IdempotencySection section) : IValidateOptions<KvIdempotencyEndpointOptions>
{
    public ValidateOptionsResult Validate(string? name, KvIdempotencyEndpointOptions options)
    {
        var problems = section.Problems.Concat(IdempotencyRules.Problems(options).Select(static problem => $"{nameof(KvIdempotencyEndpointOptions)}: {problem}")).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

using Microsoft.Extensions.Options;

namespace Derp.Kv.DependencyInjection;

/// <summary>Checks the settings of every registered client, at start: values that could not be read, and values out of range.</summary>
internal sealed class DerpKvOptionsValidation : IValidateOptions<DerpKvOptions>
{
    public ValidateOptionsResult Validate(string? name, DerpKvOptions options)
    {
        if (options.ConfigurationProblems.Count > 0)
            return ValidateOptionsResult.Fail(options.ConfigurationProblems);

        try
        {
            options.ToClientOptions().Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? e.Message : $"The client \"{name}\": {e.Message}");
        }
    }
}

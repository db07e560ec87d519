using Microsoft.Extensions.Options;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>Checks the settings of every registered ledger, at start: values that could not be read, and values out of range.</summary>
internal sealed class LedgerOptionsValidation : IValidateOptions<DerpKvLedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, DerpKvLedgerOptions options)
    {
        if (options.ConfigurationProblems.Count > 0)
            return ValidateOptionsResult.Fail(options.ConfigurationProblems);

        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? e.Message : $"The ledger \"{name}\": {e.Message}");
        }
    }
}

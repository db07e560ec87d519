namespace Derp.Kv.Tool;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The answer is no: there is no such key, what is stored is damaged, a check has failed, nobody has confirmed.</summary>
    public const int No = 1;

    public const int Usage = 2;

    /// <summary>The server was not reached, or has refused.</summary>
    public const int Unavailable = 3;
}

using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>Suspends processes, lets them go on, and tells them to quit.</summary>
public static class Signals
{
    public static void Suspend(int processId) => Send("STOP", processId);

    public static void Resume(int processId) => Send("CONT", processId);

    public static void Quit(int processId) => Send("QUIT", processId);

    private static void Send(string signal, int processId)
    {
        using var shell = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"The process took no {signal}.");
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>
/// Keeps a child process from outliving this one: a shell that waits on a pipe from here and kills the child, even a
/// suspended one, when the pipe closes, however this process ended.
/// </summary>
public sealed class ProcessGuard : IDisposable
{
    private readonly Process _child;
    private readonly Process _guard;

    public ProcessGuard(Process child)
    {
        _child = child;
        _guard = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "read _; kill -9 \"$1\" 2>/dev/null", "guard", child.Id.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardInput = true,
        })!;
    }

    /// <summary>Kills the child, if it still runs, and waits for its end.</summary>
    public void Dispose()
    {
        // The guard first, so that it never kills a process that got the child's number after it.
        _guard.Kill();
        _guard.WaitForExit();
        _guard.Dispose();
        if (!_child.HasExited)
            _child.Kill();
        _child.WaitForExit();
        _child.Dispose();
    }
}

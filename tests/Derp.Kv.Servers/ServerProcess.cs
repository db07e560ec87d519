using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Derp.Kv.Servers;

/// <summary>The process of a server, which never outlives this one.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _server;
    private readonly ProcessGuard _guard;
    private readonly Lock _gate = new();
    private string _output = "";

    private ServerProcess(Process server)
    {
        _server = server;
        _server.OutputDataReceived += Keep;
        _server.ErrorDataReceived += Keep;
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        _guard = new ProcessGuard(server);
    }

    public int Id => _server.Id;

    public bool HasExited => _server.HasExited;

    /// <summary>The last lines that it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
                return _output;
        }
    }

    /// <param name="arguments">Settings as on the command line.</param>
    /// <param name="directory">Where it works.</param>
    /// <param name="largestFile">How large a file it can write, in blocks of 512 bytes: to it, the disk is full there. Null: no limit.</param>
    public static ServerProcess Start(IEnumerable<string> arguments, string directory, int? largestFile = null)
    {
        // Past the limit, a write is to fail, not to end the process.
        string[] command = largestFile is { } blocks
            ? ["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""), "valkey-server"]
            : ["valkey-server"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        try
        {
            return new ServerProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new NotSupportedException(
                "valkey-server is not on the PATH. On Debian 12: apt-get install -t bookworm-backports valkey-server; ./test.sh does it. Elsewhere install Valkey 8 or later.", e);
        }
    }

    public void Dispose() => _guard.Dispose();

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        const int most = 4000;
        lock (_gate)
        {
            _output += line.Data + "\n";
            if (_output.Length > most)
                _output = _output[^most..];
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Derp.Kv.Valkey.Tests.Server;

/// <summary>The process of a server, which never outlives this one.</summary>
internal sealed class ServerProcess : IDisposable
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

    public static ServerProcess Start(IEnumerable<string> arguments, string directory)
    {
        var start = new ProcessStartInfo("valkey-server")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

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

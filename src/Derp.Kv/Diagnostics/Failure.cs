using System.Net.Sockets;

namespace Derp.Kv.Diagnostics;

/// <summary>What may be said of an exception above Debug: the messages of this library's own, and the types of all others.</summary>
internal static class Failure
{
    public static string Describe(Exception exception)
    {
        var text = exception is KvException ? $"{exception.GetType().Name}: {exception.Message}" : $"{TypeOf(exception)}.";
        return exception.InnerException is { } cause ? $"{text} Cause: {TypeOf(cause)}." : text;
    }

    private static string TypeOf(Exception exception) =>
        exception is SocketException socket ? $"{nameof(SocketException)} ({socket.SocketErrorCode})" : exception.GetType().Name;
}

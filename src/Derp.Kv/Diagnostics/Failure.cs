using System.Net.Sockets;

namespace Derp.Kv.Diagnostics;

/// <summary>What is logged of an exception above Debug: the message if it is this library's own, otherwise only the type.</summary>
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

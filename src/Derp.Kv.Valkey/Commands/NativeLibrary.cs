using System.Runtime.InteropServices;

namespace Derp.Kv.Valkey.Commands;

/// <summary>The native library of the client library, which exists only for some platforms.</summary>
internal static class NativeLibrary
{
    private const string Platforms = "linux-x64 and linux-arm64 (glibc; not Alpine or another musl system), osx-x64, osx-arm64, win-x64 and win-arm64";

    /// <summary>The error if it cannot be loaded; null for other failures.</summary>
    public static KvException? Missing(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
            {
                return new KvException(
                    $"The native library of Valkey.Glide cannot be loaded on this platform ({RuntimeInformation.RuntimeIdentifier}). The package contains it for {Platforms}. On other platforms use Derp.Kv.StackExchangeRedis.",
                    e);
            }
        }

        return null;
    }
}

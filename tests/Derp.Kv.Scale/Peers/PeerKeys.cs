using System.Globalization;
using System.Text;

namespace Derp.Kv.Scale.Peers;

/// <summary>Keys and values of the modelled peers.</summary>
internal static class PeerKeys
{
    /// <summary>How long values live.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromHours(1);

    /// <summary>Of about the size of a product.</summary>
    public static readonly byte[] Value = new byte[300];

    public static byte[] ValueOf(int key) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"product:{key}"));

    public static byte[] LockOf(int key) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"lock:product:{key}"));
}

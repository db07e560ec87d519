using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Derp.Kv.Servers;

/// <summary>A server that speaks TLS on a port beside its plain one.</summary>
public sealed class TlsServer : IAsyncDisposable
{
    private readonly string _directory;

    private TlsServer(string directory, ValkeyServer server) => (_directory, Server) = (directory, server);

    public ValkeyServer Server { get; }

    public int Port => Server.OtherPort;

    /// <summary>The authority's certificate, as users have it: a file.</summary>
    public string AuthorityFile => Path.Combine(_directory, "authority.pem");

    /// <param name="authority">Who the server trusts for clients, and whose file <see cref="AuthorityFile"/> is.</param>
    /// <param name="certificate">The server's own.</param>
    /// <param name="asksClients">Whether a client must have a certificate.</param>
    public static async Task<TlsServer> StartAsync(TestAuthority authority, X509Certificate2 certificate, bool asksClients = false)
    {
        var directory = Directory.CreateTempSubdirectory("derp-kv-tls-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "authority.pem"), authority.Certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(Path.Combine(directory, "server.pem"), certificate.ExportCertificatePem());
            using (var key = certificate.GetECDsaPrivateKey()!)
                await File.WriteAllTextAsync(Path.Combine(directory, "server.key"), key.ExportPkcs8PrivateKeyPem());
            var server = await ValkeyServer.StartAsync(port =>
            [
                "--tls-port", port.ToString(CultureInfo.InvariantCulture),
                "--tls-ca-cert-file", Path.Combine(directory, "authority.pem"),
                "--tls-cert-file", Path.Combine(directory, "server.pem"),
                "--tls-key-file", Path.Combine(directory, "server.key"),
                "--tls-auth-clients", asksClients ? "yes" : "no",
            ]);
            return new TlsServer(directory, server);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

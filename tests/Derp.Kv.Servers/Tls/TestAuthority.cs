using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Derp.Kv.Servers;

/// <summary>An authority of the test's own, and what it issues: for servers and for clients, valid and not.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Uri? _revocations;

    /// <param name="name">Of the authority.</param>
    /// <param name="revocations">Where its certificates say that its list of revoked ones is; null: they do not say.</param>
    public TestAuthority(string name, Uri? revocations = null)
    {
        _revocations = revocations;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow - (3 * s_day), DateTimeOffset.UtcNow + (3 * s_day));
    }

    public X509Certificate2 Certificate { get; }

    /// <param name="host">The name that the certificate is made out to, beside 127.0.0.1; null: neither, for a client.</param>
    /// <param name="expired">Whether it was valid until yesterday.</param>
    public X509Certificate2 Issue(string? host, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host ?? "client"}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(host is null ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            if (host == "localhost")
                names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        if (_revocations is not null)
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([_revocations.AbsoluteUri]));

        var end = DateTimeOffset.UtcNow + (expired ? -s_day : s_day);
        using var issued = request.Create(Certificate, end - (1.5 * s_day), end, RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>The list of revoked certificates, signed by the authority.</summary>
    public byte[] Revoke(params X509Certificate2[] certificates)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in certificates)
            list.AddEntry(certificate);
        return list.Build(Certificate, 1, DateTimeOffset.UtcNow + s_day, HashAlgorithmName.SHA256);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}

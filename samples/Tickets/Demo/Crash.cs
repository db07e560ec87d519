using System.Diagnostics.CodeAnalysis;

namespace Tickets.Demo;

/// <summary>Ends this process at once, without clean-up, as a power failure does. As a handler of the provider's client it can wait for a charge.</summary>
internal sealed class Crash
{
    private volatile bool _afterCharge;

    [DoesNotReturn]
    public static void Now()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
        throw new InvalidOperationException();
    }

    public void AfterNextCharge() => _afterCharge = true;

    /// <summary>Stands between the shop and the provider: the charge is made, and not written down.</summary>
    internal sealed class Handler(Crash crash) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (crash._afterCharge)
                Now();
            return answer;
        }
    }
}

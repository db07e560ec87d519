namespace Derp.Kv.Simulation;

/// <summary>However many call with one key, the body runs once to its end, and all get its result. To the letter where nothing is wrong.</summary>
internal sealed class I4_OneRunAKey : Invariant
{
    public override void PaymentStarts(Payment payment)
    {
        if (World.Plan.Faults > 0)
            return;
        Require(payment.Running.Count == 0, $"two runs of order {payment.Order} at once");
        Require(payment.Begun - payment.Failed == 1, $"a second run of order {payment.Order}");
    }

    public override void PaymentAnswered(Payment payment, string receipt)
    {
        payment.Receipt ??= receipt;
        Require(World.Plan.Faults > 0 || payment.Receipt == receipt, $"two results of order {payment.Order}");
    }
}

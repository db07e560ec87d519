using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv.Tests.Coordination;

public sealed class LeaseKeyTests
{
    [Theory]
    [InlineData("product:7", "{product:7}%lock")]
    [InlineData("{tenant}:7", "{tenant}:7%lock")]
    [InlineData("a{tenant}b", "a{tenant}b%lock")]
    [InlineData("open{brace", "{open{brace}%lock")]
    public void C23_The_lease_of_an_ordinary_key_can_be_read_off_it(string key, string lease) =>
        Assert.Equal(lease, Encoding.UTF8.GetString(LeaseKey.Of(Encoding.UTF8.GetBytes(key))));

    [Theory]
    [InlineData("")]
    [InlineData("}")]
    [InlineData("a}b")]
    [InlineData("{}")]
    [InlineData("{}a")]
    [InlineData("a{}b{c}")]
    [InlineData("{a}")]
    [InlineData("{{a}")]
    public void C23_The_lease_of_an_odd_key_gets_a_tag_of_its_slot(string key)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        var lease = LeaseKey.Of(bytes);

        Assert.EndsWith(key + "%lock%", Encoding.UTF8.GetString(lease), StringComparison.Ordinal);
        Assert.Equal(HashSlot.Of(bytes), HashSlot.Of(lease));
    }

    [Fact]
    public void C23_Leases_share_the_slot_of_their_key_and_meet_no_other_key()
    {
        // Every short string over the characters that matter, and each key that a lease's own text could suggest.
        var keys = new HashSet<string>();
        foreach (var length in Enumerable.Range(0, 6))
            AddAll("", length);
        foreach (var key in keys.ToArray())
        {
            var tag = SlotTags.For(HashSlot.Of(Encoding.UTF8.GetBytes(key)));
            keys.Add($"{{{key}}}");
            keys.Add($"{{{tag}}}{key}");
        }

        var leases = new HashSet<string>();
        var token = LeaseToken.Create();
        foreach (var key in keys)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            var lease = LeaseKey.Of(bytes);
            Assert.Equal(HashSlot.Of(bytes), HashSlot.Of(lease));
            Assert.True(leases.Add(Encoding.UTF8.GetString(lease)), $"Two keys share the lease of '{key}'.");

            // W8: an operator's scan finds leases, and has to know whose they are.
            Assert.True(LeaseKey.TryReadKey(lease, out var read) && read.AsSpan().SequenceEqual(bytes), $"The lease of '{key}' is read back as another's.");
            Assert.False(LeaseKey.TryReadKey(bytes, out _), $"'{key}' is no lease.");

            // No key has it for its own or for its lease's.
            var staging = LeaseKey.StagingOf(lease, token);
            Assert.Equal(HashSlot.Of(bytes), HashSlot.Of(staging));
            Assert.True(LeaseKey.IsStaging(staging) && !LeaseKey.IsStaging(lease) && !LeaseKey.IsStaging(bytes));
            Assert.False(LeaseKey.TryReadKey(staging, out _), $"What is staged for '{key}' is read as a lease.");
            Assert.Throws<ArgumentException>(() => LeaseKey.Of(staging));
            Assert.True(leases.Add(Encoding.UTF8.GetString(staging)), $"What is staged for '{key}' has another's name.");
        }

        Assert.False(leases.Overlaps(keys));

        void AddAll(string start, int length)
        {
            if (length == 0)
            {
                keys.Add(start);
                return;
            }

            foreach (var next in "{}a%")
                AddAll(start + next, length - 1);
        }
    }

    [Theory]
    [InlineData("%lock")]
    [InlineData("%lock%")]
    [InlineData("a%lock")]
    [InlineData("{a%lock")]
    [InlineData("{}%lock")]
    [InlineData("{a}b}%lock%")]
    [InlineData("{a}%lock%lock")]
    public void C23_What_has_only_the_end_of_a_lease_is_none(string key) => Assert.False(LeaseKey.TryReadKey(Encoding.UTF8.GetBytes(key), out _));

    [Theory]
    [InlineData("{a}%lock")]
    [InlineData("{0}}%lock%")]
    public void C23_A_key_with_the_form_of_a_lease_is_refused(string key) =>
        Assert.Throws<ArgumentException>(() => LeaseKey.Of(Encoding.UTF8.GetBytes(key)));

    [Theory]
    [InlineData("123456789", 0x31C3)]
    [InlineData("", 0)]
    [InlineData("{user1000}.following", 3443)]
    public void Slots_are_those_of_the_cluster_specification(string key, int slot) =>
        Assert.Equal(slot % HashSlot.Count, HashSlot.Of(Encoding.UTF8.GetBytes(key)));
}

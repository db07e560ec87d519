namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// Refunds permits. One key; argument: how many. Returns how many were refunded. The same as
/// <see cref="Permits.PermitRefund"/>; a refund never creates a counter and never extends its expiry.
/// </summary>
internal static class RefundScript
{
    public static readonly Script Refund = new($$"""
        local call = redis.call
        local key, permits = KEYS[1], ARGV[1] + 0
        {{PermitScripts.Numbers}}
        local stored = call('GET', key)
        if not stored or call('PTTL', key) == 0 then return 0 end
        local given, value, life
        local n, w = string.match(stored, '^(%d+)/(%d+)$')
        local i, c, p, v = string.match(stored, '^(%d+):(%d+):(%d+)/(%d+)$')
        local o, t, every, parts = string.match(stored, '^(%d+)@(%d+)/(%d+)/(%d+)$')
        if string.find(stored, '^%d+$') then
          n = number(stored)
          if not n then {{PermitScripts.Refuse}} end
          given = math.min(permits, n)
          if given < n then value = string.format('%.0f', n - given) end
        elseif n then
          n, w = number(n), number(w, 1, 31536000000)
          if not (n and w) then {{PermitScripts.Refuse}} end
          given = math.min(permits, n)
          if given < n then value = string.format('%.0f/%.0f', n - given, w) end
        elseif i then
          i, c, p, v = number(i), number(c), number(p), number(v, 1, 31536000000)
          if not (i and c and p and v) or (i + 1) * v >= 4503599627370496 then {{PermitScripts.Refuse}} end
          local current = math.min(permits, c)
          local previous = math.min(permits - current, p)
          given = current + previous
          if current < c or previous < p then
            value = string.format('%.0f:%.0f:%.0f/%.0f', i, c - current, p - previous, v)
          end
        elseif o then
          o, t, every, parts = number(o), number(t), number(every, 1), number(parts, 1, 4294967296)
          if not (o and t and every and parts) then {{PermitScripts.Refuse}} end
          local time = call('TIME')
          local gone = math.max(0, time[1] * 1000000 + time[2] - t) * parts
          local owed = 0
          if gone < o then owed = o - gone end
          given = math.min(permits, ceildiv(owed, every))
          if permits < ceildiv(owed, every) then
            value = string.format('%.0f@%.0f/%.0f/%.0f', o - given * every, t, every, parts)
            life = math.max(1, ceildiv(owed - given * every, parts * 1000))
          end
        else
          {{PermitScripts.Refuse}}
        end
        if not value then
          call('UNLINK', key)
        elseif life then
          call('SET', key, value, 'PX', string.format('%.0f', life))
        else
          call('SET', key, value, 'KEEPTTL')
        end
        return given
        """);
}

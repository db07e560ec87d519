using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Derp.Kv.AspNetCore.Idempotency.Requests;

/// <summary>A form that middleware has read before, as that for antiforgery does: the bytes are gone, and its fields and files stand for them.</summary>
internal static class FormParts
{
    public static async ValueTask AddAsync(FramedHash hash, IFormCollection form, CancellationToken cancellationToken)
    {
        hash.Add(form.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, values) in form)
        {
            hash.Add(name);
            hash.Add(values.Count.ToString(CultureInfo.InvariantCulture));
            foreach (var value in values)
                hash.Add(value ?? "");
        }

        foreach (var file in form.Files)
        {
            hash.Add(file.Name);
            hash.Add(file.FileName);
            hash.Add(file.ContentType ?? "");
            var content = file.OpenReadStream();
            await using (content.ConfigureAwait(false))
                await hash.AddAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }
}

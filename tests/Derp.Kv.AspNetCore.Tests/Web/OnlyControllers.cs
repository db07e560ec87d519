using System.Reflection;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Web;

/// <summary>The controllers of one test's application, among all that the assembly has.</summary>
internal sealed class OnlyControllers(Type[] types) : ControllerFeatureProvider
{
    public static void Add(IServiceCollection services, params Type[] types) =>
        services.AddControllers().AddApplicationPart(typeof(OnlyControllers).Assembly).ConfigureApplicationPartManager(parts =>
        {
            parts.FeatureProviders.Remove(parts.FeatureProviders.OfType<ControllerFeatureProvider>().Single());
            parts.FeatureProviders.Add(new OnlyControllers(types));
        });

    protected override bool IsController(TypeInfo typeInfo) => types.Contains(typeInfo.AsType());
}

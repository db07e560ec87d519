using Derp.Kv.Benchmarks;

var chosen = args is [] ? ["generator", "wrapper"] : args;
foreach (var name in chosen)
{
    switch (name)
    {
        case "generator":
            GeneratorBenchmark.Run();
            break;
        case "wrapper":
            await WrapperBenchmark.RunAsync();
            break;
        default:
            Console.Error.WriteLine($"There is no benchmark '{name}'; there are 'generator' and 'wrapper'.");
            return 1;
    }
}

return 0;

using Derp.Kv.Benchmarks;

var chosen = args is [] ? ["generator", "wrapper", "size"] : args;
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
        case "size":
            SizeBenchmark.Run();
            break;
        default:
            Console.Error.WriteLine($"There is no benchmark '{name}'; there are 'generator', 'wrapper' and 'size'.");
            return 1;
    }
}

return 0;

using Derp.Kv.Benchmarks;

var chosen = args is [] ? ["generator", "wrapper", "size", "stampede"] : args;
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
        case "stampede":
            await StampedeBenchmark.RunAsync();
            break;
        default:
            Console.Error.WriteLine($"There is no benchmark '{name}'; there are 'generator', 'wrapper', 'size' and 'stampede'.");
            return 1;
    }
}

return 0;

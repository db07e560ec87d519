namespace Derp.Kv.Simulation;

/// <summary>What the program can do: <c>dotnet run -c Release --project tests/Derp.Kv.Simulation -- stampede 1000</c>.</summary>
internal static class Programs
{
    private static readonly (string Name, string Does, Func<string[], int> Run)[] s_all =
    [
        ("world", "random runs with faults, and what is promised: [runs] [first seed]", World.Program),
        ("mutations", "how many seeds it takes to find out what is done wrong on purpose: [first seed]", World.MutationsProgram),
        ("scale", "thousands of processes for minutes: [processes] [minutes] [seconds between two calls]", ScaleRun.Program),
        ("stampede", "processes start together on a cold key: [processes] [seed]", Stampede.Program),
    ];

    public static Func<string[], int>? Find(string name) => Array.Find(s_all, program => program.Name == name).Run;

    public static int Usage()
    {
        foreach (var (name, does, _) in s_all)
            Console.WriteLine($"{name,-12} {does}");
        return 2;
    }
}

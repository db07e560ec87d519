using Derp.Kv.Simulation;

return await Task.FromResult(args is [var name, ..] && Programs.Find(name) is { } program ? program(args[1..]) : Programs.Usage()).ConfigureAwait(false);

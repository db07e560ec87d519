using Derp.Kv.Tool;

return await ToolProgram.RunAsync(args, Surroundings.OfProcess(), CancellationToken.None).ConfigureAwait(false);

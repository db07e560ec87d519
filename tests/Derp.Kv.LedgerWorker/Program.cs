using System.Data;
using Derp.Kv.LedgerWorker;
using Derp.Kv.Worker;

// A process of its own that calls a ledger, steered by lines, and killed in the middle of a call.
if (args is not [var database, var protocol, var isolation, var connectionString])
{
    await Console.Error.WriteLineAsync("Usage: Derp.Kv.LedgerWorker <postgresql|sqlite> <protocol> <isolation level> <connection string>");
    return 2;
}

var steering = Steering.Start();
var crash = database == "sqlite" ? new SqliteCrash() : null;
await using var caller = Callers.Create(database, protocol, Enum.Parse<IsolationLevel>(isolation), connectionString, crash);
await new Calling(steering, caller, crash).RunAsync();
return 0;

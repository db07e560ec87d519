using Xunit.Sdk;
using Xunit.v3;

// Instruments are of the process: a page counts what any test does meanwhile.
[assembly: Parallelization(Mode = ParallelMode.None)]

using Nereid.Micro;

// Micro benchmarks of the series engine. Usage: Nereid.Micro [codec] [heads] [read] [ingest] [memory] [table]; without a name, all.
// Run a Release build on a quiet machine; compare ratios, not seconds, between machines.
string[] asked = args.Length == 0 ? ["codec", "heads", "read", "ingest", "memory", "table"] : args;
foreach (var name in asked)
{
    Console.WriteLine($"# {name}");
    switch (name)
    {
        case "codec":
            CodecBenchmarks.Run();
            break;
        case "heads":
            HeadBenchmarks.Run();
            break;
        case "read":
            await ReadBenchmarks.RunAsync();
            break;
        case "ingest":
            await IngestBenchmarks.RunAsync();
            break;
        case "memory":
            MemoryBenchmarks.Run();
            break;
        case "table":
            await TableBenchmarks.RunAsync();
            break;
        default:
            Console.Error.WriteLine($"There is no benchmark '{name}'; expected codec, heads, read, ingest, memory or table.");
            return 2;
    }
}
return 0;

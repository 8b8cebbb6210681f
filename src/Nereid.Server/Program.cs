using Nereid.Server.Hosting;
using Nereid.Server.Options;

switch (OptionsReader.Read(args, Environment.GetEnvironmentVariable))
{
    case OptionsAnswer.HelpWanted help:
        Console.Out.WriteLine(help.Text);
        return 0;
    case OptionsAnswer.Faulty faulty:
        foreach (var fault in faulty.Faults)
            Console.Error.WriteLine(fault);
        return 2;
    case OptionsAnswer.Read read:
        return await ServerProcess.RunAsync(read.Options);
    default:
        throw new System.Diagnostics.UnreachableException();
}

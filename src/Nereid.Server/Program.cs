using Nereid.Server.Api;
using Nereid.Server.Hosting;
using Nereid.Server.Options;

if (args is [OpenApiFile.Switch, var file])
{
    await File.WriteAllTextAsync(file, await OpenApiFile.MakeAsync(CancellationToken.None));
    return 0;
}
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

using Nereid.Crash;

// Started by CrashTests as: dotnet Nereid.Crash.dll <folder>
return await Victim.RunAsync(args);

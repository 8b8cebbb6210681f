using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Nereid.Storage.Tests")]
[assembly: InternalsVisibleTo("Nereid.Crash")]
[assembly: InternalsVisibleTo("Nereid.Micro")]

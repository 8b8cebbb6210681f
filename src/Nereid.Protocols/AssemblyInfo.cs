using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Nereid.Protocols.Tests")]

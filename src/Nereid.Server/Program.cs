var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();
app.MapGet("/health", () => Results.Text("{\"status\":\"ok\"}", "application/json"));
await app.RunAsync();

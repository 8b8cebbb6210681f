namespace Nereid.Server.Api;

/// <summary>Which routes of the API somebody may ask who has no account but an open link.</summary>
static class GuestRoutes
{
    /// <summary>For routes that read one project, or nothing of any: the handler admits through <see cref="Domain.Access.ProjectGate"/>. Whatever is not marked refuses guests.</summary>
    public static TBuilder OpenToGuests<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(Auth.OpenToGuests.Mark);
}

namespace Triage.Server.Hosting;

/// <summary>Lets pages that were served from this machine call the service from a browser.</summary>
internal static class LoopbackCors
{
    // What a browser may show to gRPC-Web and Connect clients beyond its own short list.
    private static readonly string[] ExposedHeaders =
        ["Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin", "Grpc-Encoding", "Connect-Content-Encoding"];

    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(1);

    public static void AddLoopbackCors(this IServiceCollection services) =>
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(IsLoopback)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .AllowAnyHeader()
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(PreflightMaxAge)));

    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.IsLoopback && uri.Scheme is ("http" or "https");
}

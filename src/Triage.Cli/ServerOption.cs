using System.CommandLine;
using System.Net.Http.Headers;

namespace Triage.Cli;

/// <summary><c>--server URL</c>: the service that a command calls, over HTTP/1.1.</summary>
internal static class ServerOption
{
    public static Option<Uri> Create() => new("--server")
    {
        Description = "Address of the service for HTTP/1.1. Default: http://127.0.0.1:8080.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address)
                && address.Scheme is ("http" or "https"))
            {
                return address;
            }

            result.AddError(
                $"--server: expected an address such as http://127.0.0.1:8080, got '{result.Tokens[0].Value}'");
            return null;
        },
        Recursive = true,
    };

    /// <remarks>The key comes from the environment: a command line can be read by everybody on a machine.</remarks>
    public static HttpClient Connect(Uri server)
    {
        HttpClient http = new() { BaseAddress = server };
        if (Environment.GetEnvironmentVariable("TRIAGE_KEY") is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }
}

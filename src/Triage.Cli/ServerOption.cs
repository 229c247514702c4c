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

    /// <summary>Makes a client that presents the key, if there is one.</summary>
    /// <remarks>No option: a command line can be read by everybody on a machine.</remarks>
    /// <exception cref="CommandFailure">The key is none that can be sent, or its file cannot be read.</exception>
    public static HttpClient Connect(Uri server)
    {
        // Secrets that are mounted or made by "kubectl create secret --from-file" often end with a newline.
        string key = (ServiceSetting.Find(ServiceSetting.Key) ?? "").Trim();
        if (!key.All(c => c is > ' ' and <= '~'))
        {
            throw new CommandFailure(
                $"{ServiceSetting.Key}: expected one key or token, got something with spaces, control characters "
                + "or characters beyond ASCII in it");
        }

        HttpClient http = new() { BaseAddress = server };
        if (key.Length > 0)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return http;
    }
}

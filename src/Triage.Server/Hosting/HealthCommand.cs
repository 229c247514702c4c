using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Triage.Server.Settings;

namespace Triage.Server.Hosting;

/// <summary><c>Triage.Server health</c>: asks the service on this machine whether it is ready. For container images
/// that have neither a shell nor a client.</summary>
internal static class HealthCommand
{
    public const string Name = "health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks <c>/readyz</c> at the address of <c>Listen:Http</c>, read as the service reads it.</summary>
    /// <param name="arguments">Settings, as the service takes them.</param>
    /// <param name="errors">Where it says why not.</param>
    /// <returns>The exit code: 0 when ready, else 1.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter errors)
    {
        using ConfigurationManager configuration = new();
        configuration
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(arguments);
        SettingsSources.Add(configuration);
        ListenOptions listen = configuration.GetSection(ListenOptions.SectionName).Get<ListenOptions>() ?? new();
        if (!IPEndPoint.TryParse(listen.Http, out IPEndPoint? address))
        {
            errors.WriteLine($"{ListenOptions.SectionName}:{nameof(ListenOptions.Http)}: "
                + $"expected an IP address and a port, got '{listen.Http}'");
            return 1;
        }

        try
        {
            using SocketsHttpHandler handler = new();
            string scheme = Uri.UriSchemeHttp;
            if (configuration[$"{TlsOptions.SectionName}:{nameof(TlsOptions.Certificate)}"] is { Length: > 0 } file)
            {
                // The name in the certificate is the one that callers know: here it has to be the certificate itself.
                scheme = Uri.UriSchemeHttps;
                using X509Certificate2 own = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(file));
                byte[] expected = own.RawData;
                handler.SslOptions.RemoteCertificateValidationCallback =
                    (_, served, _, _) => served is not null && expected.AsSpan().SequenceEqual(served.GetRawCertData());
            }

            using HttpClient http = new(handler) { Timeout = Patience };
            using HttpResponseMessage response = await http.GetAsync($"{scheme}://{Reachable(address)}/readyz");
            if (response.IsSuccessStatusCode)
            {
                return 0;
            }

            errors.WriteLine($"{address}: expected 200 of /readyz, got {(int)response.StatusCode}");
        }
        catch (Exception e) when (e
            is HttpRequestException or TaskCanceledException or IOException or CryptographicException)
        {
            errors.WriteLine($"{address}: {e.Message}");
        }

        return 1;
    }

    /// <summary>A service that listens on every address is asked on loopback.</summary>
    private static IPEndPoint Reachable(IPEndPoint address) =>
        address.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, address.Port)
        : address.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, address.Port)
        : address;
}

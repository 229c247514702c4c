using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Triage.Server.Access;

namespace Triage.Server.Hosting;

/// <summary>The certificates that new connections meet: those of the files, as they are now. Safe for any
/// thread.</summary>
internal sealed partial class TlsCertificates(
    IOptions<TlsOptions> options, AccessMetrics metrics, TimeProvider time, ILogger<TlsCertificates> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private Loaded? _current;
    private TlsFiles? _refused;

    /// <summary>Gets what a handshake needs.</summary>
    public SslServerAuthenticationOptions Handshake => Current.Handshake;

    /// <summary>Gets the client certificates that are revoked; null when no list is kept.</summary>
    public RevocationList? Revoked => Current.Revoked;

    private Loaded Current => Volatile.Read(ref _current) ?? Load(TlsFiles.Read(options.Value));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (options.Value.IsOn && await timer.WaitForNextTickAsync(stoppingToken))
        {
            LookAtFiles();
        }
    }

    /// <remarks>Files are not replaced at one instant:
    /// what does not fit together yet does so at a later look.</remarks>
    private void LookAtFiles()
    {
        TlsFiles? files = null;
        try
        {
            files = TlsFiles.Read(options.Value);
            if (_current is { } current && files != current.Files && files != _refused)
            {
                Load(files);
                Log.Renewed(logger);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (files is null || files != _refused)
            {
                Log.Kept(logger, e.Message);
            }

            _refused = files;
        }
    }

    private Loaded Load(TlsFiles files)
    {
        Loaded loaded = new(
            files,
            files.ToHandshake(() => metrics.Count(AccessRefusal.BadCertificate.Reason)),
            files.LoadRevoked());
        Volatile.Write(ref _current, loaded);
        return loaded;
    }

    private sealed record Loaded(TlsFiles Files, SslServerAuthenticationOptions Handshake, RevocationList? Revoked);

    private static partial class Log
    {
        [LoggerMessage(1011, LogLevel.Information, "New connections meet the certificates that the files have now.",
            EventName = nameof(Renewed))]
        public static partial void Renewed(ILogger logger);

        [LoggerMessage(1012, LogLevel.Warning,
            "The files of certificates changed and are not good, the ones before stay: {Reason}",
            EventName = nameof(Kept))]
        public static partial void Kept(ILogger logger, string reason);
    }
}

using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Triage.Core.Scoring;

namespace Triage.Server.Hosting;

/// <summary>Why the service refuses to start, in words, for failures that whoever starts it can mend.</summary>
internal static class Refusal
{
    private const int ExitCode = 1;

    /// <summary>Keeps the host from printing the stack of what <see cref="Print"/> says in words. What ends a service
    /// that runs, it still writes.</summary>
    public static void AddRefusals(this ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

    public static bool IsForeseen(Exception failure) =>
        failure is OptionsValidationException or ModelException or IOException
        || (failure is AggregateException all && all.InnerExceptions.All(IsForeseen));

    /// <summary>Prints every reason, one a line.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Print(Exception failure, TextWriter output)
    {
        foreach (string reason in Reasons(failure))
        {
            output.WriteLine(reason);
        }

        return ExitCode;
    }

    /// <summary>Says why, one reason for each fault.</summary>
    public static IEnumerable<string> Reasons(Exception failure) => failure switch
    {
        OptionsValidationException options => options.Failures,
        AggregateException all => all.InnerExceptions.SelectMany(Reasons),
        IOException { InnerException: AddressInUseException } =>
            [$"{failure.Message} Free it, or choose another by --Listen:Http and --Listen:Grpc."],
        _ => [failure.Message],
    };
}

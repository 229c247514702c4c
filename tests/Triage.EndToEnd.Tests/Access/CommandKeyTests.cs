using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>The key that commands present to the service.</summary>
public sealed class CommandKeyTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task Policy_KeyFromTheEnvironmentOrAFile_LetsInWhateverNewlineItEndsWith(string end)
    {
        (_, string key) = await server.CreateAsync(Roles.Analyst);
        using TemporaryFolder folder = new();
        folder.Write("TRIAGE_KEY", key + end);
        foreach (string setting in new[] { $"TRIAGE_KEY={key}{end}", $"Settings__SecretsDirectory={folder.Path}" })
        {
            string policy = await Command.RunAsync(
                "env", [setting, Command.Triage, "policy", "get", "--server", server.Process.Http]);
            Assert.StartsWith("default version ", policy, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("swordfish\nx-evil: 1")]
    [InlineData("sword fish")]
    [InlineData("swordfish\u0001x")]
    [InlineData("swørdfish")]
    public async Task AnyCommand_KeyThatNoHeaderTakes_IsRefusedByItsNameAndNotShown(string key)
    {
        foreach (string[] command in new string[][] { ["policy", "get"], ["worker"] })
        {
            string output = await Command.RunAsync(
                "env",
                [
                    $"TRIAGE_KEY={key}",
                    "sh", "-c", "\"$0\" \"$@\" 2>&1; echo exit code $?",
                    Command.Triage, .. command, "--server", server.Process.Http,
                ]);
            Assert.Equal(
                "TRIAGE_KEY: expected one key or token, got something with spaces, control characters or characters "
                    + "beyond ASCII in it\nexit code 1\n",
                output);
        }
    }
}

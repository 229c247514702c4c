using System.Reflection;

namespace Triage.EndToEnd.Tests;

/// <summary>One round of <c>Triage.Soak</c>, which by hand runs for half an hour.</summary>
[Collection(nameof(Timed))]
public sealed class SoakTests
{
    private static readonly string Program = Path.GetFullPath(typeof(SoakTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "SoakProgram").Value!);

    [Fact]
    public async Task Soak_OneRoundOfAllDisturbances_NoWrongDecisionNoLostWriteNoUnexplainedError()
    {
        string table = await Command.RunAsync(Program, ["--seconds", "10"], patience: TimeSpan.FromMinutes(10));
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        Assert.Contains("All held.", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Soak_LengthThatIsNone_SaysWhatIsAllowed() => Assert.Contains(
        "usage: Triage.Soak [--minutes N | --seconds N]",
        (await Assert.ThrowsAnyAsync<Exception>(() => Command.RunAsync(Program, ["--seconds", "none"]))).Message,
        StringComparison.Ordinal);
}

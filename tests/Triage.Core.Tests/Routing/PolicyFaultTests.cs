using System.Text;
using System.Text.Json;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;

namespace Triage.Core.Tests.Routing;

/// <summary>
/// One file a mistake in <c>Faults/</c>: what to replace in the small policy, or in the default one, and the faults
/// that follow.
/// </summary>
public sealed class PolicyFaultTests
{
    private const string Folder = "Routing/Faults/";

    public static TheoryData<string> Mistakes => [.. typeof(PolicyFaultTests).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..])
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Compile_Mistake_NamesEveryFault(string file)
    {
        using JsonDocument mistake = JsonDocument.Parse(Policies.Resource(Folder + file));
        string right = mistake.RootElement.TryGetProperty("policy", out _)
            ? Encoding.UTF8.GetString(DefaultPolicy.Json.Span)
            : Policies.BinaryText;
        string text = mistake.RootElement.GetProperty("replace").EnumerateArray()
            .Aggregate(right, (text, pair) =>
                text.Replace(pair[0].GetString()!, pair[1].GetString(), StringComparison.Ordinal));
        string[] expected = [.. mistake.RootElement.GetProperty("faults").EnumerateArray().Select(f => f.GetString()!)];

        RoutingPolicy? policy = Compile(Encoding.UTF8.GetBytes(text), out IReadOnlyList<PolicyFault> faults);

        Assert.Null(policy);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, faults.Select(f => f.ToString()));
    }

    [Fact]
    public void Compile_NoMistake_HasNoFault()
    {
        Assert.NotNull(Compile(Encoding.UTF8.GetBytes(Policies.BinaryText), out IReadOnlyList<PolicyFault> faults));
        Assert.Empty(faults);
    }

    [Fact]
    public void Compile_TooLong_SaysHowLong()
    {
        Assert.Null(Compile(new byte[PolicyReader.MaxBytes + 1], out IReadOnlyList<PolicyFault> faults));
        Assert.Equal("$: expected at most 1048576 bytes, got 1048577", Assert.Single(faults).ToString());
    }

    [Fact]
    public void Compile_InvalidUtf8_IsAFault()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Policies.BinaryText);
        bytes[bytes.AsSpan().IndexOf("shop"u8)] = 0xFF;
        Assert.Null(Compile(bytes, out IReadOnlyList<PolicyFault> faults));
        Assert.NotEmpty(faults);
    }

    [Fact]
    public void Compile_EveryPrefix_IsAFaultAndNeverThrows()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Policies.BinaryText.TrimEnd());
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Null(Compile(bytes[..length], out IReadOnlyList<PolicyFault> faults));
            Assert.NotEmpty(faults);
        }
    }

    private static RoutingPolicy? Compile(byte[] utf8, out IReadOnlyList<PolicyFault> faults) =>
        RoutingPolicy.Compile(utf8, Scores.Policy, new TestZones(), out faults);
}

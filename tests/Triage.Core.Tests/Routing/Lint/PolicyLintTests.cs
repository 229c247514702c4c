using System.Globalization;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Lint;

namespace Triage.Core.Tests.Routing.Lint;

public sealed class PolicyLintTests
{
    private static PolicyDocument Default { get; } = PolicyReader.Read(DefaultPolicy.Json, out _)!;

    private static PolicyDocument EverywherePhone { get; } = Default with
    {
        Matrix = [.. Default.Matrix.Select(cell => cell with { Primary = "phone", Secondary = "email" })],
    };

    [Fact]
    public void Check_MoreSevereCellServedByNobody_NamesBothCells()
    {
        PolicyDocument policy = EverywherePhone with
        {
            Matrix = [.. EverywherePhone.Matrix.Select(cell =>
                cell.Cell.ToString() == "LHL" ? cell with { Primary = "knowledge_base" } : cell)],
        };

        PolicyFinding finding = Assert.Single(
            PolicyLint.Check(policy), finding => finding.Name == PolicyLint.SeverityAwayFromPeople);

        Assert.Equal(["LML", "LHL"], finding.Cells.Select(cell => cell.ToString()));
    }

    [Fact]
    public void Check_MoreSevereCellServedByNobodyInsteadOfPeers_NamesBothCells()
    {
        PolicyDocument policy = Default with
        {
            Matrix = [.. Default.Matrix.Select(cell => cell with
            {
                Primary = cell.Cell.ToString() == "LML" ? "community"
                    : cell.Cell.ToString() == "LHL" ? "knowledge_base" : "phone",
            })],
        };

        Assert.Contains(
            PolicyLint.Check(policy),
            finding => finding.Name == PolicyLint.SeverityAwayFromPeople
                && finding.Cells.Select(cell => $"{cell}").SequenceEqual(["LML", "LHL"])
                && finding.Message.Contains("other customers answer", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_PeopleEverywhere_FindsNoStepAwayFromThem() =>
        Assert.DoesNotContain(
            PolicyLint.Check(EverywherePhone), finding => finding.Name == PolicyLint.SeverityAwayFromPeople);

    [Fact]
    public void Check_ChannelInNoPlace_NamesIt()
    {
        PolicyDocument policy = Default with
        {
            Channels =
                [.. Default.Channels, new ChannelDocument { Id = "fax", Name = "Fax", Kind = ChannelKind.Assisted }],
        };

        Assert.Single(
            PolicyLint.Check(policy),
            finding =>
                finding.Name == PolicyLint.ChannelUnused
                    && finding.Message.Contains("'fax'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mo-Fr 08:00-18:00", "Mo-Fr 08:00-18:00", true)]
    [InlineData("Mo-Fr 08:00-18:00", "24/7", false)]
    [InlineData("Mo-Su 00:00-12:00", "Mo-Su 12:00-24:00", false)]
    [InlineData("Mo-Su 00:00-12:00", "Mo-Su 12:01-24:00", true)]
    [InlineData("Mo-Su 00:00-12:00", "Mo-Su 12:00-24:00", true, "2026-12-25")]
    [InlineData("Mo-Su 00:00-12:00", "24/7", false, "2026-12-25")]
    [InlineData("Mo-Su 00:00-12:00", "24/7", true, "2026-12-25", "2026-12-25")]
    [InlineData("Mo-Su 00:00-12:00", "Mo-Fr 00:00-24:00; Sa-Su 12:00-24:00", false, "2026-12-25")]
    [InlineData("Mo-Su 00:00-12:00", "Mo-Fr 00:00-24:00; Sa-Su 12:00-24:00", true, "2026-12-26")]
    public void Check_SecondaryOfTheSameKind_IsFoundWhenBothMayBeClosed(
        string phone, string email, bool expected, string? phoneHoliday = null, string? emailHoliday = null)
    {
        PolicyDocument policy = EverywherePhone with
        {
            Channels = [.. EverywherePhone.Channels.Select(channel => channel.Id switch
            {
                "phone" => Open(channel, phone, phoneHoliday),
                "email" => Open(channel, email, emailHoliday),
                _ => channel,
            })],
        };

        PolicyFinding[] found =
            [.. PolicyLint.Check(policy).Where(finding => finding.Name == PolicyLint.ClosedTogether)];

        Assert.Equal(expected, found.Length == 1);
        Assert.All(found, finding => Assert.Equal(Cell.Count, finding.Cells.Count));
    }

    [Theory]
    [InlineData(8.0, 3.5, "harm is under way, and a voice calms", false)]
    [InlineData(8.0, 3.5, "-", true)]
    [InlineData(8.0, 3.5, "the reason of LLL", true)]
    [InlineData(8.0, 8.0, "the reason of LLL", false)]
    [InlineData(8.0, null, "the reason of LLL", false)]
    public void Check_PrimaryCostsMore_IsFoundWithoutAReasonOfItsOwn(
        double primary, double? secondary, string why, bool expected)
    {
        PolicyDocument policy = Default with
        {
            Channels = [.. Default.Channels.Select(channel => channel with
            {
                CostPerContact = channel.Id == "phone" ? (decimal)primary : (decimal?)secondary,
            })],
            Matrix = [.. Default.Matrix.Select(cell => $"{cell.Cell}" switch
            {
                "LLL" => cell with { Primary = "email", Secondary = "chatbot", Why = "the reason of LLL" },
                "HHH" => cell with { Primary = "phone", Secondary = "email", Why = why },
                _ => cell with { Primary = "email", Secondary = "chatbot" },
            })],
        };

        PolicyFinding[] found =
            [.. PolicyLint.Check(policy).Where(finding => finding.Name == PolicyLint.CostlyPrimary)];

        Assert.Equal(expected ? ["HHH"] : [], found.Select(finding => $"{Assert.Single(finding.Cells)}"));
        Assert.All(
            found,
            finding =>
                Assert.StartsWith(
                    "'phone' costs 8 USD a contact, its secondary 'email' 3.5",
                    finding.Message,
                    StringComparison.Ordinal));
    }

    [Fact]
    public void Check_TheDefaultPolicy_FindsNothingUnsaid() =>
        Assert.DoesNotContain(PolicyLint.Check(Default), finding => finding.Name == PolicyLint.SeverityAwayFromPeople);

    private static ChannelDocument Open(ChannelDocument channel, string hours, string? holiday) => channel with
    {
        Hours = hours,
        TimeZone = "Europe/Berlin",
        Kind = ChannelKind.Assisted,
        Holidays = holiday is null ? [] : [DateOnly.Parse(holiday, CultureInfo.InvariantCulture)],
    };
}

using System.Reflection;
using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Core.Tests.Routing;
using Triage.Core.Workflows;

namespace Triage.Core.Tests.Workflows;

public sealed class WorkflowLibraryTests
{
    private static readonly RoutingPolicy Policy = Policies.Default;

    public static TheoryData<string> Ids => [.. Policy.Workflows.All.Select(w => w.Id)];

    [Fact]
    public void All_DefaultPolicy_HoldsTheNamedWorkflows() => Assert.Equal(
        [
            "issue_resolution", "support_question", "support_chatbot", "lead_generation", "lead_generation_chatbot",
            "product_feedback", "order", "order_digital", "cart", "onboarding", "onboarding_saas",
        ],
        Policy.Workflows.All.Select(w => w.Id));

    [Theory]
    [InlineData(Workflow.SupportQuestion, "chatbot", null, "support_chatbot", "greet")]
    [InlineData(Workflow.SupportQuestion, "live_chat", null, "support_question", "ask")]
    [InlineData(Workflow.SupportQuestion, "knowledge_base", null, "support_question", "search")]
    [InlineData(Workflow.LeadGeneration, "chatbot", null, "lead_generation_chatbot", "greet")]
    [InlineData(Workflow.LeadGeneration, "callback", null, "lead_generation", "call")]
    [InlineData(Workflow.Order, "chatbot", null, "order", "identify")]
    [InlineData(Workflow.Order, "chatbot", "physical", "order", "identify")]
    [InlineData(Workflow.Order, "chatbot", "digital", "order_digital", "look_up")]
    [InlineData(Workflow.Order, "chatbot", "saas", "order_digital", "look_up")]
    [InlineData(Workflow.Onboarding, "video", "physical", "onboarding", "welcome")]
    [InlineData(Workflow.Onboarding, "video", "saas", "onboarding_saas", "kick_off")]
    [InlineData(Workflow.IssueResolution, "phone", null, "issue_resolution", "call")]
    [InlineData(Workflow.IssueResolution, "voice_assistant", null, "issue_resolution", "contact_details")]
    [InlineData(Workflow.IssueResolution, "live_chat", null, "issue_resolution", "ask")]
    [InlineData(Workflow.ProductFeedback, "community", null, "product_feedback", "post")]
    [InlineData(Workflow.Cart, "live_chat", null, "cart", "see_basket")]
    public void Find_WorkflowChannelAndProduct_TakesTheVariantAndItsFirstStep(
        Workflow workflow, string channel, string? product, string expected, string step)
    {
        RoutingContext context = new() { Instant = Policies.Noon };
        if (product is not null)
        {
            Assert.True(Policy.TryGetAttribute("product", product, out int attribute, out byte value));
            context.Attributes[attribute] = value;
        }

        Score score = Scores.Of(Cell.At(0), workflow: workflow);
        WorkflowGraph? graph = Policy.Workflows.Find(in score, in context, Policy.Index(channel));
        Assert.Equal(expected, graph!.Id);
        Assert.Equal(step, graph.StartOn(Policy.Index(channel)).Id);
    }

    [Fact]
    public void Find_PolicyWithoutWorkflows_FindsNone()
    {
        RoutingPolicy policy = Policies.Compile(Policies.Binary);
        Score score = Scores.Of(Cell.At(0));
        Assert.Null(policy.Workflows.Find(in score, default, 0));
    }

    [Fact]
    public void Find_QueriesOfTheCorpus_ReachEveryWorkflow()
    {
        string corpus = Path.Combine(Root, "src", "Triage.Learning", "corpus");
        Scorer scorer = new(Model.Embedded);
        HashSet<string> reached = new(StringComparer.Ordinal);
        IEnumerable<string> files = Directory.GetFiles(corpus, "en-*.tsv").Order(StringComparer.Ordinal);
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            scorer.Score(line.Split('\t')[0], Answers.None, Policy.Scoring, out Score score);
            Decision decision = Policy.Decide(score);
            reached.Add(Policy.Workflows.Find(in score, default, decision.Offered[0].Channel)!.Serves.Key());
        }

        Assert.Empty(Vocabulary.Workflows.Except(reached));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void MermaidDiagram_EachWorkflow_DrawsEveryStepAndEveryWay(string id)
    {
        WorkflowDocument workflow = Policy.Workflows.All.First(w => w.Id == id).Document;
        string[] lines = MermaidDiagram.Of(workflow).TrimEnd('\n').Split('\n');
        Assert.Equal("flowchart TD", lines[0]);
        int ways = workflow.Steps.Sum(s => s.Next.Count) + workflow.StartOn.Count + 1;
        Assert.Equal(workflow.Steps.Count + ways, lines.Length - 1);
        const string Node = """step_\w+(\["[^"]+"\]|\{"[^"]+"\}|\(\["[^"]+"\]\))""";
        const string Way = """(step_\w+|start\(\(" "\)\)|on_\w+\(\("[^"]+"\)\)) -->(\|"[^"]+"\|)? step_\w+""";
        Assert.All(lines.Skip(1), line => Assert.Matches($"^  ({Node}|{Way})$", line));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void TextDiagram_EachWorkflow_DrawsEveryStepOnce(string id)
    {
        WorkflowDocument workflow = Policy.Workflows.All.First(w => w.Id == id).Document;
        string[] lines = TextDiagram.Of(workflow).Split('\n');
        Assert.Equal(workflow.Steps.Count, lines.Count(line => line.TrimStart() is ['•' or '?' or '■', ..]));
    }

    [Fact]
    public void MermaidDiagram_HostileNames_StayInsideTheirLabels()
    {
        WorkflowDocument workflow = new()
        {
            Id = "order",
            Name = "Order",
            Start = "end",
            Steps = [new StepDocument { Id = "end", Kind = StepKind.End, Name = "a\"]; click x <script>|#1&`\\" }],
        };
        Assert.Equal(
            "flowchart TD\n"
            + "  step_end([\"a#34;]#59; click x #60;script#62;#124;#35;1#38;#96;#92;\"])\n"
            + "  start((\" \")) --> step_end\n",
            MermaidDiagram.Of(workflow));
    }

    private static string Root { get; } = typeof(WorkflowLibraryTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
}

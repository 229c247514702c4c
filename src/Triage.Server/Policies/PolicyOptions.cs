using System.ComponentModel.DataAnnotations;

namespace Triage.Server.Policies;

/// <summary>Where policies are kept.</summary>
internal sealed class PolicyOptions
{
    public const string SectionName = "Policies";

    /// <summary>The database: an Npgsql connection string ("Host=…") for PostgreSQL, "Data Source=FILE" for SQLite.
    /// Default: the SQLite file data/triage.db in the current folder.</summary>
    [Required]
    public string Database { get; set; } = "Data Source=data/triage.db";

    /// <summary>Redis, as StackExchange.Redis reads it, such as "127.0.0.1:6379,password=…". Default: none, and this
    /// process hears of other replicas' publishes from the database.</summary>
    public string Redis { get; set; } = "";

    /// <summary>The template that decides for a tenant until it publishes a first version: technology, retail-bank,
    /// e-commerce, telecom, airline, health-care or public-services. Default: technology.</summary>
    [Required]
    public string Template { get; set; } = "technology";

    /// <summary>The local file of last good policies. Default: data/last-good-policies.bin in the current
    /// folder.</summary>
    [Required]
    public string LastGoodFile { get; set; } = "data/last-good-policies.bin";
}

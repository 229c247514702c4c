namespace Triage.Core.Scoring;

/// <summary>A model file that cannot be used: cut off, of another version, or with a wrong checksum.</summary>
public sealed class ModelException(string message) : Exception(message);

namespace Triage.EndToEnd.Tests;

/// <summary>Python modules that protoc makes of our protos.</summary>
internal static class PythonStubs
{
    /// <returns>A new temporary folder with the modules.</returns>
    public static async Task<DirectoryInfo> MakeAsync()
    {
        DirectoryInfo stubs = Directory.CreateTempSubdirectory("triage-stubs-");
        await Command.RunAsync("protoc", [
            "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
            $"--python_out={stubs}", $"--grpc_python_out={stubs}", $"-I{Repository.Protos}", "triage/v1/triage.proto"]);
        return stubs;
    }
}

using BenchmarkDotNet.Running;
using Triage.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ScoreBenchmark).Assembly).Run(args);

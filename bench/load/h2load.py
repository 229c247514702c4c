"""Drives a server with h2load from core 1."""
import os
import re
import subprocess
import tempfile

CONNECTIONS = 8
SATURATED = ["-c", str(CONNECTIONS), "-m", "32"]
STREAMS = ["-c", "4", "-m", "1"]  # one stream on each connection
TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process):
    """What a process has used of the processor."""
    with open(f"/proc/{process.pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_mib(process):
    """The resident memory of a process."""
    with open(f"/proc/{process.pid}/status") as f:
        return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024


def command(url, body, options):
    return ["taskset", "-c", "1", "h2load", "-t", "1", "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers",
            *options, url]


class Target:
    """A method of a server, and a body to drive it with."""

    def __init__(self, name, process, port, path, body, queries=1):
        self.name, self.process, self.queries = name, process, queries
        self.url, self.body, self.rows = f"http://127.0.0.1:{port}{path}", body, []

    def drive_calls(self, count, options):
        """Runs h2load for so many calls."""
        out = subprocess.run(command(self.url, self.body, [*options, "-n", str(count)]), check=True, capture_output=True, text=True).stdout
        if f"{count} succeeded" not in out:
            raise SystemExit(f"{self.name}: some calls failed\n{out}")

    def drive(self, seconds, options):
        """Runs h2load for some seconds: queries a second, CPU of the server in µs a query, and latencies in µs."""
        with tempfile.NamedTemporaryFile() as log:
            before = cpu_seconds(self.process)
            out = subprocess.run(command(self.url, self.body, [*options, "-D", str(seconds), f"--log-file={log.name}"]),
                                 check=True, capture_output=True, text=True).stdout
            used = cpu_seconds(self.process) - before
            with open(log.name) as lines:
                calls = [line.split("\t") for line in lines]
        # A call of gRPC that fails without an answer sends headers alone: the bytes of data tell.
        failed = sum(status != "200" for _, status, _ in calls)
        data = int(re.search(r"\((\d+)\) data", out).group(1))
        if not calls or failed or data < len(calls):
            raise SystemExit(f"{self.name}: {failed} of {len(calls)} calls failed, {data} bytes of data\n{out}")
        times = sorted(int(micros) for _, _, micros in calls)
        queries = len(times) * self.queries
        return dict(rate=queries / seconds, cpu=used / queries * 1e6,
                    **{name: times[min(len(times) - 1, int(len(times) * q))] for name, q in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999))})

    def measure(self, seconds):
        """Adds a row: rate and CPU saturated, latencies at half of that rate."""
        if self.queries > 1:
            row = self.drive(seconds, STREAMS)
            row.update(p50=None, p99=None, p999=None)
        else:
            row = self.drive(seconds, SATURATED)
            paced = self.drive(seconds, [*SATURATED, f"--rps={max(1, int(row['rate'] / 2 / CONNECTIONS))}"])
            row.update({key: paced[key] for key in ("p50", "p99", "p999")})
        self.rows.append(row)

"""Builds servers, and runs them on core 0."""
import functools
import os
import pathlib
import platform
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
ADMIT_ALL = {"Limits__QueueDelay": "00:00:00"}  # what is refused would count as served
RUNTIME = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}[platform.machine()]


@functools.cache
def build(project):
    """Publishes a project as it is deployed. Returns its program."""
    output = ROOT / "artifacts/load" / pathlib.Path(project).name
    subprocess.run(["dotnet", "publish", ROOT / project, "-c", "Release", "-r", RUNTIME, "--self-contained", "false", "-o", output,
                    "-v", "q", "-nologo"], check=True, stdout=subprocess.DEVNULL)
    return output / pathlib.Path(project).name


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_until(is_true, process=None, pause_seconds=0.002):
    """Waits for a condition; an OSError counts as not yet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            if is_true():
                return
        except OSError:
            pass
        time.sleep(pause_seconds)
    raise SystemExit(f"a server did not get ready within {PATIENCE_SECONDS} s")


def answers(url):
    with urllib.request.urlopen(url) as response:
        return response.status == 200


def one_answer(folder, url, body):
    """What the service answers to a call, in a file: the floor and the peer answer the same bytes."""
    path = os.path.join(folder, "response.bin")
    subprocess.run(["curl", "-sf", "--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H", "te: trailers",
                    "--data-binary", f"@{body}", "-o", path, url], check=True)
    return path


class Servers:
    """The servers of a run: a context that ends them."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()

    def start(self, name, *command):
        """Starts a command with PORT replaced by a free port. Returns the process and the port, once that is open."""
        port = free_port()
        process = self._launch(name, [str(port) if part == "PORT" else str(part) for part in command])
        wait_until(lambda: socket.create_connection(("127.0.0.1", port)).close() is None, process)
        return process, port

    def start_service(self, environment=ADMIT_ALL):
        """Starts the service. Returns its process and its port for gRPC, once it is ready."""
        process, http, grpc = self.launch_service(environment)
        wait_until(lambda: answers(f"http://127.0.0.1:{http}/readyz"), process)
        return process, grpc

    def launch_service(self, environment=ADMIT_ALL):
        """Starts the service without waiting. Returns its process and its ports for HTTP and gRPC."""
        http, grpc = free_port(), free_port()
        process = self._launch("service", [
            str(build("src/Triage.Server")), f"--Listen:Http=127.0.0.1:{http}", f"--Listen:Grpc=127.0.0.1:{grpc}"], environment)
        return process, http, grpc

    def _launch(self, name, command, environment=None):
        folder = os.path.join(self.folder, f"{len(self.processes)}")
        os.mkdir(folder)
        with open(os.path.join(folder, "log"), "w") as log:
            process = subprocess.Popen(["taskset", "-c", "0", *command], cwd=folder, stdout=log, stderr=subprocess.STDOUT,
                                       env={**os.environ, **(environment or {})})
        self.processes.append(process)
        return process

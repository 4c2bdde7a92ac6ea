"""Which WSGI server: gunicorn, waitress and granian around the same application, in one run."""

import importlib.util
import sys

from benchmarks.serving import CONNECTIONS, measure
from samples.servers.start import DIGITINK, free_port

_APP = "digitink.web:create_app"


def commands(port: int) -> dict[str, list[str]]:
    """Return how each is started, with two workers where it has workers."""
    python, at = [sys.executable, "-m"], f"127.0.0.1:{port}"
    gunicorn = [*python, "gunicorn", "-w2", f"-b{at}"]
    return {
        "digitink serve": [DIGITINK, "serve", "--port", str(port), "--workers", "2"],
        "gunicorn, 2 workers of 16 threads": [*gunicorn, "-kgthread", "--threads=16", f"{_APP}()"],
        "gunicorn, 2 workers of one thread": [*gunicorn, "-ksync", f"{_APP}()"],
        "waitress, 16 threads": [*python, "waitress", f"--listen={at}", "--threads=16", "--call", _APP],
        "granian, 2 workers of 16 threads": [
            *(*python, "granian", "--interface=wsgi", "--workers=2", "--blocking-threads=16", "--factory"),
            *("--host=127.0.0.1", f"--port={port}", "--no-access-log", _APP),
        ],
    }


def main() -> None:
    """Print a table each."""
    for name in commands(0):
        if importlib.util.find_spec(name.split(",")[0].split()[0]) is None:
            print(f"\n{name}: not installed")
            continue
        port = free_port()
        measure(name, commands(port)[name], port, CONNECTIONS, 5)


if __name__ == "__main__":
    main()

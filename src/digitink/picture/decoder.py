"""The program that sandbox.py starts: it loads one picture, within the limits that it is told.

It starts in a tenth of a second, because it imports no more of digitink than this folder and errors.py.
"""

import json
import sys
import types
from pathlib import Path
from typing import IO


def main() -> None:
    """Load the file that comes through standard input; write its shape as a line of JSON, then its gray levels.

    Told on the command line: the most pixels, bytes of memory and seconds. Where the file is refused, the line says
    how instead. Where its decoder fails, writes nothing: it may be damaged, or want more memory than it gets.
    """
    _import_no_recognizer()
    from digitink.errors import PictureError
    from digitink.picture.limits import Limits
    from digitink.picture.load import load

    _decode_in_one_thread()
    told = json.loads(sys.argv[1])
    _limit_cost(told["memory"], told["seconds"])
    try:
        gray = load(sys.stdin.buffer.read(), Limits(told["pixels"], told["pixels"]))
    except PictureError as error:
        if error.__cause__ is not None:
            raise
        _write(sys.stdout.buffer, refusal=type(error).__name__, message=error.message, values=error.values)
    else:
        _write(sys.stdout.buffer, shape=gray.shape)
        sys.stdout.buffer.write(gray.data)


def _import_no_recognizer() -> None:
    """Put a package without an __init__ in digitink's place, which would import ONNX Runtime and OpenCV."""
    package = types.ModuleType("digitink")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["digitink"] = package


def _decode_in_one_thread() -> None:
    """Have decoders start no threads: a server has a process for each processor, and each thread takes memory."""
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        import pillow_heif
    except ImportError:
        return
    pillow_heif.options.DECODE_THREADS = 1


def _limit_cost(memory: int, seconds: float) -> None:
    """Have the system end this process after so many CPU seconds, and give it so many bytes more."""
    if sys.platform == "win32":
        return
    import resource
    import signal

    signal.setitimer(signal.ITIMER_PROF, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # somebody's picture would be in it
    if sys.platform == "linux":  # macOS does not keep such a limit
        with open("/proc/self/statm") as statm:
            most = int(statm.read().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _write(stream: IO[bytes], **what: object) -> None:
    stream.write(json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()

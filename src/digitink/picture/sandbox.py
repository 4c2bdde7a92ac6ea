"""Load a picture in a process of its own, which the system ends when it takes too much time or memory.

libavif and libheif decode in one go, and nothing interrupts them. Measured with Pillow 13.0 and libavif 1.4.2: an AVIF
of 2 KB that calls itself 64 x 64 takes 390 MB, and one of 300 KB that repeats its frame 500 times takes 16 seconds.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import numpy as np

from digitink.errors import PictureTooLarge, UnreadablePicture
from digitink.picture import decoder
from digitink.picture.levels import Luminance
from digitink.picture.limits import Limits, too_long

# The least that suffices for a photograph of 24.5 megapixels was 225 to 233 MB as AVIF and 191 to 211 MB as HEIC; for a
# picture of 1.5, 16 and 22 MB. An AVIF that is transparent, or keeps all of its colors, would need 264 to 283 MB at the
# larger size, and so may have fewer pixels. The program itself has 33 MB.
_BYTES_A_PIXEL, _BYTES_AT_LEAST = 9, 30_000_000
_PATIENCE = 20  # times the limit's seconds may pass: processors may be busy, and Windows does not limit a process's
_HEADER = 1000  # bytes at the most
_STRIP = 1_000_000  # pixels that are taken over at a time: all at once would be there twice
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # nothing else: a server's holds its passwords


def load(file: IO[bytes], limits: Limits) -> Luminance:
    """Return what load.load does of a file, within the limits' pixels and seconds. Raises what it does."""
    with _started(limits) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError), process.stdin as inbound:
            shutil.copyfileobj(file, inbound)
        try:
            return _received(process.stdout)
        except EOFError as error:
            raise _ended(process.wait()) from error


@contextmanager
def _started(limits: Limits) -> Iterator[subprocess.Popen[bytes]]:
    """Start decoder.py; end it, however this ends, and in time."""
    memory = _BYTES_AT_LEAST + _BYTES_A_PIXEL * limits.pixels
    told = {"pixels": limits.pixels, "memory": memory, "seconds": limits.seconds}
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    environment["MALLOC_ARENA_MAX"] = environment["OPENBLAS_NUM_THREADS"] = "1"  # each more would count as 64 MB
    with subprocess.Popen(
        [sys.executable, "-S", "-P", decoder.__file__, json.dumps(told)],  # without looking for packages again
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        alarm = threading.Timer(_PATIENCE * limits.seconds, process.kill)
        alarm.start()
        try:
            yield process
        finally:
            alarm.cancel()
            process.kill()


def _received(stream: IO[bytes]) -> Luminance:
    """Take over what decoder.py writes. Raises EOFError where it ends early, and what it says that load raised."""
    header = stream.readline(_HEADER)
    if not header.endswith(b"\n"):
        raise EOFError
    reply = json.loads(header)
    if "refusal" in reply:
        refusal = PictureTooLarge if reply["refusal"] == PictureTooLarge.__name__ else UnreadablePicture
        raise refusal(reply["message"], **reply["values"])
    height, width = reply["shape"]
    gray = np.empty((height, width), np.uint8)
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        rows = gray[top : top + step]
        rows[:] = np.frombuffer(_exactly(stream, rows.size), np.uint8).reshape(rows.shape)
    return gray


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _ended(status: int) -> UnreadablePicture:
    """Why the process ended that ended like this."""
    if sys.platform != "win32" and status == -signal.SIGPROF:
        return too_long()
    return UnreadablePicture(
        "This picture is damaged, or needs too much memory to open. Make it smaller, or save it as JPEG."
    )

"""No process outlives the one that started it, however that ends."""

import subprocess
import sys

import pytest

from samples.servers.clients import PATIENCE

# Trainings draw with such a pool; this one draws what is wanted of a number: its real part.
DRAWING = """if True:
    import sys
    from digitink.training.data import epochs
    with epochs.drawn(getattr, 7, seed=0) as draw:
        print(draw(0, 4 * ["real"]), flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize("ended", ["kill", "terminate"])
def test_what_draws_ends_with_its_training(ended: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", DRAWING], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "[7, 7, 7, 7]\n"
        getattr(process, ended)()
        process.communicate(timeout=PATIENCE)  # returns when the last of them has closed its end of the pipe
    assert process.returncode

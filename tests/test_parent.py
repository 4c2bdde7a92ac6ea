"""No process outlives the one that started it, however that ends."""

import subprocess
import sys

import pytest

from samples.servers.clients import PATIENCE

# Trainings draw with such a pool; this one draws whether its sources, None, are the generator.
DRAWING = """if True:
    import operator, sys
    from digitink.training.data import epochs
    with epochs.drawn(operator.is_, None, 0) as draw:
        print(draw(0, 4), flush=True)
        sys.stdin.read()
"""


@pytest.mark.parametrize("ended", ["kill", "terminate"])
def test_what_draws_ends_with_its_training(ended: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", DRAWING], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "[False, False, False, False]\n"
        getattr(process, ended)()
        process.communicate(timeout=PATIENCE)  # returns when the last of them has closed its end of the pipe
    assert process.returncode

"""What whoever runs the server chooses is taken, told, and refused where it makes no sense."""

import os
import subprocess

import pytest
from pydantic import ValidationError

from digitink.web.settings import Settings
from samples.servers.start import DIGITINK, started


def run_serve(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [DIGITINK, "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=os.environ | environment)


def test_a_flag_counts_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_THREADS", "3")
    assert Settings().threads == 3
    assert Settings(threads=5).threads == 5


def test_the_help_names_every_setting_its_variable_and_default() -> None:
    words = " ".join(run_serve("--help").stdout.split())
    for name, field in Settings.model_fields.items():
        assert f"DIGITINK_{name.upper()}" in words
        if name != "corrections_token":
            assert f"--{name.replace('_', '-')} " in words
            assert str(field.description) in words


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        (["--port", "99999"], {}, "--port is '99999': Input should be less than or equal to 65535."),
        (["--workers", "0"], {}, "--workers is '0'"),
        ([], {"DIGITINK_THREADS": "many"}, "DIGITINK_THREADS is 'many'"),
        ([], {"DIGITINK_RATE_LIMIT": "a few"}, 'write it as "600/minute", or "off"'),
        (["--log", "xml"], {}, "--log is 'xml': Input should be 'text', 'json' or 'off'."),
        (["--host", "192.0.2.1", "--port", "0"], {}, "Cannot listen on 192.0.2.1:0"),
        (["--model", "nowhere.onnx"], {}, "There is no model at nowhere.onnx"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    options: list[str], environment: dict[str, str], message: str
) -> None:
    refusal = run_serve(*options, **environment)
    assert refusal.returncode == 1
    assert refusal.stderr.startswith("Error: ")
    assert message in refusal.stderr
    assert "Traceback" not in refusal.stderr


def test_the_token_is_never_shown() -> None:
    secret = {"corrections_token": "very secret"}
    assert "very secret" not in repr(Settings.model_validate(secret))
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate({"corrections_token": ["very", "secret"]})
    assert "corrections_token" in str(refusal.value)


def test_a_port_that_is_taken_is_told() -> None:
    with started("off") as (_, at):
        refusal = run_serve("--port", at.rpartition(":")[2])
    assert "Address already in use" in refusal.stderr

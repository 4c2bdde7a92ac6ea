"""What deploy/ has for a machine of one's own: systemd and nginx accept it, and the operator's page shows the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from samples.servers.start import DIGITINK, free_port
from tests.deploy import nginx

ROOT = Path(__file__).parents[2]
HOST = ROOT / "deploy" / "host"


@pytest.mark.parametrize("name", ["digitink.service", "nginx.conf"])
def test_the_operator_s_page_shows_the_file(name: str) -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    shown = "".join(f"    {line}" if line.strip() else line for line in (HOST / name).read_text().splitlines(True))
    assert shown in page


def verified(unit: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What systemd says of a unit, whose program is where the tests' own is."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    file = folder / "digitink.service"
    file.write_text(unit.replace("/opt/digitink/bin/digitink", DIGITINK))
    return subprocess.run([program, "verify", str(file)], capture_output=True, text=True, timeout=120, check=False)


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = (HOST / "digitink.service").read_text()
    ended = verified(unit, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "DynamicUsers" in verified(unit.replace("DynamicUser", "DynamicUsers"), tmp_path).stderr


def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    text = (HOST / "nginx.conf").read_text().replace("listen 443", f"listen 127.0.0.1:{free_port()}")
    text = text.replace("/etc/letsencrypt/live/digits.example.org", str(tmp_path))
    assert nginx.complaints(tmp_path, text) == ""
    assert "unknown directive" in nginx.complaints(tmp_path, text.replace("proxy_pass", "proxy_past"))

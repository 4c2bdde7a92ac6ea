"""Address files alike, whether a path here or a URI of any storage that pyarrow or fsspec reads."""

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fsspec
from fsspec.utils import glob_translate
from pyarrow import ArrowInvalid
from pyarrow.fs import FileInfo, FileSelector, FileSystem, FileType, FSSpecHandler, LocalFileSystem, PyFileSystem

from digitink.errors import DigitinkError

_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_WILDCARD = re.compile(r"[*?\[]")


class StorageError(DigitinkError):
    """A storage that cannot be reached, read or written."""


@dataclass(frozen=True)
class Location:
    """A file, a folder or a pattern in a file system. Can be pickled, credentials of the storage included."""

    filesystem: FileSystem
    path: str  # as the file system wants it
    prefix: str  # what makes a URI of such a path; empty for paths of this machine

    def __str__(self) -> str:
        return self.name(self.path)

    def name(self, path: str) -> str:
        """Return what a path of this file system is called by others."""
        return f"{self.prefix}{path}"

    def inside(self, *names: str) -> str:
        """Return the path of a file in this folder."""
        return posixpath.join(self.path, *names)

    def files(self) -> list[str]:
        """Return the paths of the file, of all in the folder, or of all that match the pattern, sorted.

        Raises StorageError.
        """
        try:
            return sorted(self._found())
        except OSError as error:
            raise StorageError(f"{self} cannot be listed: {error}.") from error

    def _found(self) -> list[str]:
        info: FileInfo = self.filesystem.get_file_info(self.path)
        if info.type == FileType.Directory:
            return self._below(self.path)
        if info.type == FileType.File:
            return [self.path]
        base = posixpath.dirname(_WILDCARD.split(self.path, maxsplit=1)[0])
        matches = re.compile(glob_translate(self.path)).match
        return [path for path in self._below(base) if matches(path)]

    def _below(self, folder: str) -> list[str]:
        selector = FileSelector(folder, recursive=True, allow_not_found=True)
        return [info.path for info in self.filesystem.get_file_info(selector) if info.type == FileType.File]


def located(name: str) -> Location:
    """Find the file system that a path or a URI is of. A URI's path is taken literally. Raises StorageError."""
    if not _URI.match(name):
        return Location(LocalFileSystem(), str(Path(name).absolute()), "")
    scheme, _, rest = name.partition("://")
    rest, mark, query = rest.partition("?" if "=" in name.rpartition("?")[2] else "\0")  # ? is a wildcard too
    host = rest.partition("/")[0]
    try:
        filesystem, prefix = _root(f"{scheme}://{host}/", mark + query)
    except Exception as error:  # the clients of storages share no error
        raise StorageError(f"{name} cannot be opened: {error}") from error
    return Location(filesystem, f"{scheme}://{rest}".removeprefix(prefix).rstrip("/"), prefix)


@lru_cache(maxsize=64)  # a table of URIs has millions of one root, and a client takes a second to connect
def _root(root: str, query: str) -> tuple[FileSystem, str]:
    """Return a file system, and what its paths lack of a URI."""
    probe = f"{root}x"
    try:
        filesystem, path = FileSystem.from_uri(probe + query)
    except ArrowInvalid:  # a scheme that only fsspec knows
        client, path = fsspec.core.url_to_fs(probe + query)
        filesystem = PyFileSystem(FSSpecHandler(client))
    return filesystem, probe.removesuffix(path)

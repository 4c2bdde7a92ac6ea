"""Many pictures: which they are, and reading them side by side."""

from digitink.bulk.files import STANDARD_INPUT, NoPictures, find
from digitink.bulk.processes import CannotAnnotate, Outcome, ProcessDied, read_all

__all__ = ["STANDARD_INPUT", "CannotAnnotate", "NoPictures", "Outcome", "ProcessDied", "find", "read_all"]

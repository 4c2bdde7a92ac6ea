"""Read many pictures: in parallel processes here, or very many by Ray Data, on a cluster too."""

from digitink.bulk.dataset import read
from digitink.bulk.files import STANDARD_INPUT, NoPictures, find
from digitink.bulk.processes import CannotAnnotate, Outcome, ProcessDied, read_all

__all__ = ["STANDARD_INPUT", "CannotAnnotate", "NoPictures", "Outcome", "ProcessDied", "find", "read", "read_all"]

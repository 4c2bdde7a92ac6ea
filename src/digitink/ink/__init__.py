"""Find how much of each pixel ink covers, on any background, and normalize one digit for the network."""

from digitink.ink.find import find_digit, find_page, find_pages
from digitink.ink.finder import Finder
from digitink.ink.normalization import BOX, SIDE, cut_to_ink, frame, normalize
from digitink.ink.page import Box, Coverage, Page

__all__ = [
    "BOX",
    "SIDE",
    "Box",
    "Coverage",
    "Finder",
    "Page",
    "cut_to_ink",
    "find_digit",
    "find_page",
    "find_pages",
    "frame",
    "normalize",
]

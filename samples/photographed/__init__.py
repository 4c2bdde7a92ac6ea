"""Pictures of handwriting as people photograph it, made of real strokes: what the finder's training never drew."""

from samples.photographed.kinds import GROUPS, KINDS, Kind, large, picture
from samples.photographed.scenes import Photograph
from samples.photographed.writing import Hands, held_out

__all__ = ["GROUPS", "KINDS", "Hands", "Kind", "Photograph", "held_out", "large", "picture"]

"""Lines of real handwriting, composed of held-out writers' strokes and MNIST's digits, to judge readers by.

They share nothing with the lines that networks are trained on, so that a network that knows only its own generator's
lines is found out. Of digitink this imports where strokes and MNIST are loaded, and errors; nothing that reads.
"""

from samples.lines.kinds import KINDS, Line, lines
from samples.lines.mnist_digits import LENGTH, string
from samples.lines.texts import WITHOUT_DIGITS

__all__ = ["KINDS", "LENGTH", "WITHOUT_DIGITS", "Line", "lines", "string"]

"""Damaged pictures are read or refused, wherever the damage is; that the server says the same: web/test_hostile.py."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings

from digitink import PictureTooLarge, UnreadablePicture, picture
from tests.damage import DAMAGED


@pytest.mark.filterwarnings("ignore")  # Pillow's, of which nobody but tests makes errors
@settings(max_examples=5 * settings().max_examples)  # each takes a millisecond
@given(DAMAGED)
def test_damage_anywhere_is_read_or_refused(file: bytes) -> None:
    with suppress(UnreadablePicture, PictureTooLarge):  # any other kind of error fails the test
        loaded = picture.load(file)
        assert loaded.dtype == np.uint8
        assert loaded.ndim == 2

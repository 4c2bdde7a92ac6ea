"""Ink that hangs together, and what of it belongs together."""

import numpy as np

from digitink.ink import components


def test_a_component_needs_a_core_somewhere() -> None:
    levels = np.zeros((40, 60), np.uint8)
    levels[5:30, 5:15] = 90
    levels[10:20, 8:12] = 200
    levels[5:30, 40:50] = 90
    labels, stats, kept = components.certain(levels, full=255)
    assert len(stats) == 3
    assert kept.tolist() == [False, True, False]
    assert components.mask(labels, kept)[7, 7] == 255
    assert components.mask(labels, kept)[7, 45] == 0


def test_a_fives_bar_belongs_to_it_and_distant_ink_does_not() -> None:
    levels = np.zeros((200, 300), np.uint8)
    levels[60:160, 40:100] = 255  # the five
    levels[45:52, 60:110] = 255  # its bar
    levels[150:190, 250:280] = 255  # something else
    _, stats, kept = components.certain(levels, full=255)
    groups = components.groups(stats, kept, share=0.3)
    assert sorted(int(group.sum()) for group in groups) == [1, 2]
    assert (np.sum(groups, axis=0) == kept).all()


def test_what_is_near_to_something_near_is_of_one_group() -> None:
    levels = np.zeros((30, 400), np.uint8)
    for left in range(0, 400, 24):
        levels[5:25, left : left + 20] = 255
    _, stats, kept = components.certain(levels, full=255)
    assert len(components.groups(stats, kept, share=0.3)) == 1


def test_the_usual_height_is_the_digits_not_the_dots_and_dashes() -> None:
    assert components.usual_height([40, 42, 44, 3, 4, 5, 6, 2, 3, 4]) == 42

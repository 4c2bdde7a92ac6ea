"""Ruled and squared paper: the lines that are printed on it, taken off the ink."""

import cv2
import numpy as np
import numpy.typing as npt

Coverage = npt.NDArray[np.uint8]

# Rules are looked for in strips across them, so many, for the paper may be bent or seen aslant.
_STRIPS = 8
# Degrees that rules may climb, and how far those of a strip stray from the page's.
_STEEPEST, _STRAY = 18, 2
# A rule is no wider than this share of the page's longer side, and so much darker than its surroundings, of 255.
_WIDEST, _THIN = 0.006, 12
# A rule lies on paper, and paper is no darker than this: a table's noise is no rules.
_PAPER = 40
# What is so many times darker than three quarters of the rules is ink on them.
_DARKER = 1.4
# This share of a strip's width is filled by a rule in it; of the strips, this share has rules; and of all that is
# thin, rules are this share.
_FILLED, _THROUGHOUT, _MOSTLY = 0.55, 0.75, 0.58


def without_rules(darkness: Coverage, faintest: float) -> Coverage:
    """Take off thin straight lines that run through all of a page, level or upright or up to 18 degrees askew.

    darkness is (h, w) uint8, 0 paper to 255. Rules fainter than `faintest` stay. What crosses a rule is
    kept if it is darker or thicker than the rule.
    """
    for _ in range(2):
        darkness = np.ascontiguousarray(_without_level_rules(darkness, faintest).T)  # level ones, then upright ones
    return darkness


def _without_level_rules(darkness: Coverage, faintest: float) -> Coverage:
    widest = max(3, round(_WIDEST * max(darkness.shape)))
    opened = _without_thin(darkness, widest)
    thin = (cv2.subtract(darkness, opened) >= max(_THIN, 0.75 * faintest)) & (opened < _PAPER)
    mask = _rules(thin)
    if mask is None or (dark := float(np.quantile(darkness[mask], 0.75))) < faintest:
        return darkness
    begins = mask & ~np.roll(mask, 1, axis=0)
    width = round(mask.sum() / begins.sum())
    darker_than_rules = darkness > _DARKER * dark
    near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    return np.where(near & ~darker_than_rules, _without_thin(darkness, width + 2), darkness)


def _without_thin(darkness: Coverage, width: int) -> Coverage:
    """Without what is no thicker than so many px from above to below."""
    return np.asarray(cv2.morphologyEx(darkness, cv2.MORPH_OPEN, np.ones((width + 1, 1), np.uint8)), np.uint8)


def _rules(thin: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_] | None:
    """Where rules are among thin things, (h, w), or None where there are none."""
    width = thin.shape[1]
    rows, columns = np.nonzero(thin)
    if len(rows) < _FILLED * width or width < 2 * _STRIPS:
        return None
    some = slice(None, None, max(1, len(rows) // 20_000))
    climb = _climb(rows[some], columns[some], np.arange(-_STEEPEST, _STEEPEST + 1, 0.5))
    mask = np.zeros(thin.shape, bool)
    ruled = 0
    for strip in np.array_split(np.arange(width), _STRIPS):
        within = (columns >= strip[0]) & (columns <= strip[-1])
        if not within.any():
            continue
        own = rows[within], columns[within] - strip[0]
        angle = _climb(*own, climb + np.arange(-_STRAY, _STRAY + 0.25, 0.25))
        levels = _levels(*own, angle)
        counts = np.bincount(levels - levels.min())
        thick = counts + np.append(counts[1:], 0)  # a rule aslant falls into two rows
        filled = (thick >= _FILLED * len(strip)) | np.append(False, thick[:-1] >= _FILLED * len(strip))
        ruled += bool(filled.any())
        on_rule = filled[levels - levels.min()]
        mask[own[0][on_rule], own[1][on_rule] + strip[0]] = True
    return mask if ruled >= _THROUGHOUT * _STRIPS and mask.sum() > _MOSTLY * len(rows) else None


def _levels(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], climb: float) -> npt.NDArray[np.intp]:
    """The rows of pixels when lines that climb so many degrees are made level."""
    return np.asarray((rows + columns * np.tan(np.radians(climb))).round().astype(np.intp))


def _climb(rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], angles: npt.NDArray[np.float64]) -> float:
    """Of some angles, in degrees, that at which pixels gather in the fewest rows when it is made level."""

    def gathered(angle: float) -> float:
        levels = _levels(rows, columns, angle)
        return float((np.bincount(levels - levels.min()).astype(float) ** 2).sum())

    return float(angles[np.argmax([gathered(angle) for angle in angles])])

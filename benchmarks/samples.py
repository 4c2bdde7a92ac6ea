"""Draw the photographs in samples/ anew: the project's own strokes, in a kind of picture each."""

import json
from pathlib import Path

from samples.photographed import Hands, picture

FOLDER = Path(__file__).parents[1] / "samples" / "photographs"
# Of each kind the first picture that shows it well, chosen by eye before any of them was read.
CHOSEN = {
    "digit, desk around": 2,
    "digit, shadow": 5,
    "digit, squared": 1,
    "digit, blackboard": 0,
    "number, sticky note": 3,
    "number, notebook": 1,
    "number, folded": 1,
    "boxes, photographed": 1,
    "table": 5,
    "turned by 180": 5,
    "empty desk": 4,
    "printed page": 2,
}
_LONGEST, _QUALITY = 1000, 80  # px, and JPEG's


def main() -> None:
    """Write a JPEG a kind, and what is written in each."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    labels = {}
    for kind, place in CHOSEN.items():
        taken = picture(kind, place, Hands())
        taken.picture.thumbnail((_LONGEST, _LONGEST))
        name = f"{kind.replace(',', '').replace(' ', '-')}.jpg"
        taken.picture.save(FOLDER / name, quality=_QUALITY)
        labels[name] = taken.label
    (FOLDER / "labels.json").write_text(json.dumps(labels, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

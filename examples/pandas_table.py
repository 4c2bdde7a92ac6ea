"""A pandas table from a folder of scans, the doubtful ones first: python examples/pandas_table.py FOLDER."""

import sys
from pathlib import Path

import pandas as pd

from digitink import PictureError, Recognizer


def table(folder: Path) -> pd.DataFrame:
    """Return a row for each picture of a folder: file, number, confidence, error."""
    recognizer = Recognizer()
    rows: list[tuple[str, str, float, str | None]] = []
    for path in sorted(folder.iterdir()):
        try:
            reading = recognizer.read(path)
            rows.append((path.name, reading.text, reading.confidence, None))
        except PictureError as error:
            rows.append((path.name, "", 0.0, str(error)))
    columns = ["file", "number", "confidence", "error"]
    return pd.DataFrame(rows, columns=columns).sort_values("confidence", ignore_index=True)


if __name__ == "__main__":
    print(table(Path(sys.argv[1])).to_string())

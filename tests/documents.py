"""The documents, and what they show."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]


def shown_in_python(page: str) -> str:
    """The blocks of a page, one after the other."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))

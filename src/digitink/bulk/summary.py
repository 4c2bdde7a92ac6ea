"""Summarize a run: pictures read, refused and rejected, and their mean confidence."""

import json
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

COLUMNS = ["error_kind", "rejected", "confidence"]


@dataclass(frozen=True)
class Summary:
    """Counts of pictures."""

    read: int = 0
    rejected: int = 0  # of those read
    confidence: float = 0.0  # the sum over those read and not rejected
    refused: Counter[str] = field(default_factory=Counter)  # by the kind of their error

    @classmethod
    def of(cls, rows: pa.Table | pa.RecordBatch) -> "Summary":
        """Count rows, of which COLUMNS are there."""
        kinds, rejected, confidence = (rows.column(name) for name in COLUMNS)
        accepted = pc.sum(pc.if_else(rejected, 0.0, confidence)).as_py() or 0.0  # null where there is an error
        refused: Counter[str] = Counter(kind for kind in kinds.to_pylist() if kind)
        return cls(len(rows) - refused.total(), pc.sum(rejected).as_py() or 0, accepted, refused)

    @classmethod
    def from_json(cls, text: str) -> "Summary":
        """Return the summary that to_json gave."""
        fields = json.loads(text)
        return cls(**{**fields, "refused": Counter(fields["refused"])})

    def to_json(self) -> str:
        """Return all of it as text."""
        return json.dumps(vars(self))

    @property
    def pictures(self) -> int:
        """How many there are in all."""
        return self.read + self.refused.total()

    @property
    def mean_confidence(self) -> float:
        """Of what was read and not rejected; 0 where there is none."""
        accepted = self.read - self.rejected
        return self.confidence / accepted if accepted else 0.0

    def __str__(self) -> str:
        lines = [f"{self.read:,} read, {self.rejected:,} of them rejected, mean confidence {self.mean_confidence:.1%}"]
        lines += [f"{count:,} refused: {kind}" for kind, count in self.refused.most_common()]
        return "\n".join(lines)

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            self.read + other.read,
            self.rejected + other.rejected,
            self.confidence + other.confidence,
            self.refused + other.refused,
        )

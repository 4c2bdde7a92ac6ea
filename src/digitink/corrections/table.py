"""The table of corrections: what is stored of each, and nothing of its sender."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, Double, Index, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from digitink.labels import Digit, digit_of

# The last of the migrations: that of the tables below.
VERSION = "3"


class Base(DeclarativeBase):
    """The tables of the store."""


class _Utc(TypeDecorator[datetime]):
    """A time with its zone, UTC, also where the database knows none (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class _Label(TypeDecorator[Digit]):
    """A label, as text in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Digit | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Digit | None:  # noqa: ARG002
        return None if value is None else digit_of(value)


class Correction(Base):
    """One drawing, what it was read as, and what it really was: a digit, or a number.

    Of a digit there are seen, read, rejected and label; of a number number, number_read and boxes.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("answer <> ''", name="answer_is_a_label"),  # NULL passes a check
        Index("corrections_by_time", "time", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # a random UUID
    # A gray PNG, up to 1000 px a side; asked for by itself (Store.drawing), for it may be a megabyte.
    drawing: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of drawing
    seen: Mapped[bytes | None] = mapped_column(LargeBinary)  # by the network: 28 rows of 28 bytes, light ink on black
    read: Mapped[Digit | None] = mapped_column(_Label)  # the network's best guess, a label of its model
    confidence: Mapped[float] = mapped_column(Double)  # 0..1
    rejected: Mapped[bool | None]
    model: Mapped[str] = mapped_column(String(64))  # the SHA-256 of the model that read it
    # What it really was, one of these labels, or None: none of them. The column kept its first name.
    label: Mapped[Digit | None] = mapped_column("answer", _Label, key="label")
    number: Mapped[str | None] = mapped_column(Text)  # what it really was, lines joined by a newline; "": no number
    number_read: Mapped[str | None] = mapped_column(Text)  # what was read
    # Each digit that was read: {"box": [x, y, width, height] in the drawing's px, "digit": 7, "confidence": 0.98}
    boxes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    time: Mapped[datetime] = mapped_column(_Utc)  # when the answer was given
    undo: Mapped[str] = mapped_column(String(64))  # the SHA-256 of the token that takes it back

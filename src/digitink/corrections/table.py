"""The table of corrections: what is kept of each, and nothing of who sent it."""

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, DateTime, Dialect, Double, Index, LargeBinary, SmallInteger, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# The last of the migrations: that of the tables below.
VERSION = "1"


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


class Correction(Base):
    """One drawing, what it was read as, and what it really was."""

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("answer BETWEEN 0 AND 9", name="answer_is_a_digit"),  # NULL passes a check
        Index("corrections_by_time", "time", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # a random UUID
    # A grey PNG, up to 1000 px a side; asked for by itself (Store.drawing), for it may be a megabyte.
    drawing: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)  # of drawing
    seen: Mapped[bytes] = mapped_column(LargeBinary)  # what the network saw: 28 rows of 28 bytes, light ink on black
    read: Mapped[int] = mapped_column(SmallInteger)  # 0..9, the network's best guess
    confidence: Mapped[float] = mapped_column(Double)  # 0..1
    rejected: Mapped[bool]
    model: Mapped[str] = mapped_column(String(64))  # the SHA-256 of the model that read it
    answer: Mapped[int | None] = mapped_column(SmallInteger)  # 0..9, or None: not a digit
    time: Mapped[datetime] = mapped_column(_Utc)  # when the answer was given
    undo: Mapped[str] = mapped_column(String(64))  # the SHA-256 of the token that takes it back

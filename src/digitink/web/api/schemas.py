"""The schemas of requests and responses: they check them, and describe them in /api/docs.

Answers are made of the core's results by their names: see Result.
"""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import cv2
import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator

from digitink.labels import DIGITS, SIGNS, named
from digitink.web.api.document import LABEL


def _whole(value: object) -> object:
    """7.0 is 7 in JSON; true and "7" are not."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _data_url(picture: object) -> object:
    """Make a picture, (h, w) uint8, a PNG in a data URL."""
    if not isinstance(picture, np.ndarray):
        return picture
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", picture)[1].tobytes()).decode()


Probability = Annotated[float, Field(ge=0, le=1)]
Digit = Annotated[Annotated[int, Field(strict=True)] | str, BeforeValidator(_whole), Field(json_schema_extra={**LABEL})]
Size = Annotated[list[int], Field(min_length=2, max_length=2, description="Width and height in px.")]
Png = Annotated[str, BeforeValidator(_data_url)]
Heat = Annotated[list[list[float]], BeforeValidator(lambda heat: heat.round(3).tolist())]
Box = Annotated[list[float], Field(min_length=4, max_length=4, description="x, y, width, height in the picture's px")]
Pixels = Annotated[list[int], Field(min_length=4, max_length=4, description="x, y, width, height in the picture's px")]
DataUrl = Annotated[
    str,
    Field(
        description="A picture as a data URL.",
        json_schema_extra={"format": "data-url", "example": "data:image/png;base64,iVBORw0KGgo..."},
    ),
]


class Result(BaseModel):
    """What one of the core's results is in an answer."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, result: object) -> dict[str, Any]:
        """Return a result as JSON has it: of its attributes those that this schema names."""
        return cls.model_validate(result).model_dump(mode="json")


class Problem(BaseModel):
    """What is wrong with a request, or the server: problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence that says what to do.")


class Drawing(BaseModel):
    """A picture in JSON."""

    data: DataUrl


class Correction(BaseModel):
    """A drawing, and what it really was: a digit or a number."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["digit"]}, {"required": ["number"]}]})

    data: DataUrl
    digit: Digit | None = Field(
        default=None,
        description=f"What it really was: a label of the model ({named(DIGITS)} of the shipped one), or null if none.",
    )
    number: str = Field(
        default="",
        pattern=rf"^[-{DIGITS}{SIGNS.replace('-', '')} \n]*$",
        max_length=1000,
        description="What it really was: a number of digits and signs, a line for each of the drawing's; empty when "
        "there is none.",
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        """See that it is a digit or a number. Raises ValueError."""
        if len({"digit", "number"} & self.model_fields_set) != 1:
            raise ValueError("Send the digit or the number.")
        return self


class Prediction(Result):
    """What was read in one picture."""

    digit: Digit
    confidence: Probability = Field(description="Calibrated: of predictions with 0.9, nine in ten are right.")
    probabilities: list[Probability] = Field(description="One a label, or a digit of a number; their sum is 1.")
    rejected: bool = Field(description="This is not a digit, or too uncertain.")


class SeenPrediction(Prediction):
    """A prediction, and what the network saw."""

    seen: Png = Field(description="28 x 28, light ink on black, a PNG in a data URL.")


class BatchPrediction(Prediction):
    """What was read in one of many pictures."""

    file: str = Field(description="The name it was sent with.")


class BatchProblem(Problem):
    """Why one of many pictures could not be read."""

    file: str = Field(description="The name it was sent with.")


class Batch(BaseModel):
    """What was read in many pictures, in the order they were sent."""

    results: list[BatchPrediction | BatchProblem]


class Mark(Result):
    """A digit of a number, or a mark that is none, and where it is."""

    box: Pixels
    prediction: Prediction


class SeenMark(Mark):
    """A digit of a number, and what the network saw of it."""

    seen: Png = Field(description="28 x 28, light ink on black, a PNG in a data URL.")


class Reading(Result):
    """The number in a picture."""

    text: str = Field(description="The digits alone; lines are joined by a newline.")
    written: str = Field(description="The same with its signs . , - / : + %, such as 3.14 or 24.11.2026.")
    confidence: Probability = Field(description="The probability that all of it is right.")
    digits: list[SeenMark]
    ignored: list[Mark] = Field(description="Marks that are neither digit nor sign.")
    turned: Literal[0, 90, 180, 270] = Field(
        description="By how many degrees the picture was turned by the clock before it was read. Boxes are those of "
        "the picture as it came."
    )


class BatchReading(Reading):
    """The number in one of many pictures."""

    file: str = Field(description="The name it was sent with.")


class Readings(BaseModel):
    """What was read in many pictures, in the order they were sent."""

    results: list[BatchReading | BatchProblem]


class Ink(Result):
    """The handwriting that was found in a picture."""

    size: Size
    ink: Png = Field(description="The ink that was found, white, a PNG in a data URL.")
    page: Box


class Explanation(Ink):
    """Every step from a picture to the digit, and which parts of the ink carried the answer."""

    prediction: Prediction
    seen: Png = Field(description="28 x 28, light ink on black, a PNG in a data URL.")
    box: Pixels
    frame: Box
    logits: list[float] = Field(
        description="Calibrated logits: one for each label, and one more if the network has learned to reject."
    )
    heat: Heat = Field(description="28 x 28, -1 to 1; positive: supports the prediction; negative: contradicts it.")


class Receipt(Result):
    """What the sender of a correction is given."""

    id: UUID
    undo: str = Field(description="The token that takes it back.")


class _StoredCorrection(BaseModel):
    """A correction in the list."""

    id: UUID
    time: datetime
    confidence: Probability
    model: str = Field(description="The SHA-256 of the model that read it.")
    sha256: str = Field(description="That of the drawing.")
    drawing: str = Field(description="Where the drawing is.")


class StoredDigit(_StoredCorrection):
    """A digit in the list of corrections."""

    digit: Digit | None = Field(description="What the drawing was.")
    read: Digit = Field(description="What it was read as.")
    rejected: bool


class StoredBox(BaseModel):
    """A digit that was read in a number."""

    box: Annotated[
        list[float], Field(min_length=4, max_length=4, description="x, y, width, height in the drawing's px")
    ]
    digit: Digit
    confidence: Probability


class StoredNumber(_StoredCorrection):
    """A number in the list of corrections."""

    number: str = Field(description="What the drawing was; lines are joined by a newline.")
    read: str = Field(description="What it was read as.")
    boxes: list[StoredBox]


class StoredCorrections(RootModel[list[StoredDigit | StoredNumber]]):
    """Corrections, the newest first."""


class Paging(BaseModel):
    """Which corrections are asked for."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000, description="No more than so many.")
    before: str | None = Field(
        default=None,
        description="Take it from the Link of the page before, or send a time, 2026-01-31T12:00Z.",
        json_schema_extra={"format": "place"},
    )


class CorrectionId(BaseModel):
    """Which correction is meant."""

    id_: UUID


class Undo(BaseModel):
    """The header with the token that takes a correction back."""

    undo: str | None = Field(default=None, alias="X-Undo-Token", description="The undo of the correction's receipt.")


class Model(Result):
    """The model that reads."""

    sha256: str
    labels: list[Digit] = Field(description="What its scores and probabilities stand for, in their order.")
    classes: int = Field(description="As many as labels, and one more if the network has learned to reject.")
    temperature: float = Field(description="What its logits are divided by to calibrate the confidence.")
    least_certainty: Probability = Field(description="What is less certain is rejected.")
    card: dict[str, Any] = Field(description="How it was trained, and what was measured of it.")


class Health(BaseModel):
    """Whether the server is well."""

    status: str

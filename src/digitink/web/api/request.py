"""Read a request's body: JSON, a picture, or many pictures."""

import itertools
from typing import Any, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from digitink.picture import Limits, Luminance, decode_data_url, load
from digitink.web.api import schemas
from digitink.web.state import state

_Body = TypeVar("_Body", bound=BaseModel)

MOST_PICTURES = 64
_KINDS = ("png", "jpeg", "webp", "gif", "bmp", "tiff", "avif", "heic", "heif")
_IMAGES = (*(f"image/{kind}" for kind in _KINDS), "application/octet-stream")


def json_of(schema: type[_Body], example: str) -> _Body:
    """Return the request's JSON, whatever type the request says it has. Raises BadRequest, which gives the example."""
    try:
        return schema.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise BadRequest(f"{describe_errors(error, schema)}Send JSON: {example}.") from error


def describe_errors(error: ValidationError, schema: type[BaseModel] | None = None) -> str:
    """Return which field is wrong and what it should be, in a sentence; nothing where it is not one field."""
    wrong = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if not wrong["loc"]:
        return ""
    name = str(wrong["loc"][0])
    field = schema.model_fields.get(name) if schema else None
    should_be = field.description if field and field.description else f"{wrong['msg']}."
    return f"The '{name}' is missing or not as it should be. {should_be} "


def picture() -> Luminance:
    """Return the picture of a request: the one file of a form, the body itself, or a data URL in JSON.

    Raises BadRequest, and what load raises.
    """
    if request.mimetype == "multipart/form-data":
        files = files_of_form()
        if len(files) != 1:
            raise BadRequest(f"Send one file: there are {len(files)} in the form.")
        return decoded(files[0].read())
    if request.mimetype.startswith("image/") or request.mimetype == "application/octet-stream":
        return decoded(request.get_data(cache=False))
    return data_url()


def data_url() -> Luminance:
    """Return the picture of a request that is a data URL in JSON. Raises BadRequest, and what load raises."""
    return decoded(decode_data_url(json_of(schemas.Drawing, '{"data": "data:image/png;base64,..."}').data))


def files_of_form() -> list[FileStorage]:
    """All files of a form, in their order."""
    return list(itertools.chain.from_iterable(files for _, files in request.files.lists()))


def decoded(picture: bytes) -> Luminance:
    """Return a picture within this server's limits. Raises what load raises."""
    settings = state().settings
    pixels = settings.max_pixels * 1_000_000
    return load(picture, Limits(pixels, pixels // 4, settings.decode_seconds))


def described(kind: Literal["any", "json", "files"]) -> dict[str, Any]:
    """Return what picture(), data_url() or files_of_form() takes, as an OpenAPI request body."""
    file: dict[str, Any] = {"type": "string", "format": "binary"}
    files = {"type": "array", "items": file, "minItems": 1, "maxItems": MOST_PICTURES}
    content: dict[str, Any] = {}
    if kind != "json":
        picture = files if kind == "files" else file
        form = {"type": "object", "properties": {"picture": picture}, "required": ["picture"]}
        content["multipart/form-data"] = {"schema": form}
    if kind != "files":
        content["application/json"] = {"schema": schemas.Drawing.model_json_schema()}
    if kind == "any":
        content |= {image: {"schema": file} for image in _IMAGES}
    return {"required": True, "content": content}

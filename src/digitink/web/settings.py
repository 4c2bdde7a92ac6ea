"""Server settings, by environment variable or flag."""

import os
from pathlib import Path
from typing import Annotated, Literal

from limits import parse_many
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cores() -> int:
    """Return the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _limit(text: str) -> str:
    """Return a rate limit that Flask-Limiter understands, or "off"."""
    if text != "off":
        try:
            parse_many(text)
        except ValueError as error:
            raise ValueError('write it as "600/minute", or "off"') from error
    return text


class Settings(BaseSettings):
    """Each is read from DIGITINK_ and its name in capitals; `digitink serve` has a flag for each."""

    model_config = SettingsConfigDict(env_prefix="DIGITINK_", env_ignore_empty=True)

    host: str = Field(
        default="127.0.0.1",
        description="The address to listen on.",
    )
    port: int = Field(
        default=5000,
        ge=0,
        le=65535,
        description="The port; 0: any free one.",
    )
    model: Path | None = Field(
        default=None,
        description="An ONNX file; without it, the shipped model.",
    )
    workers: int = Field(
        default_factory=_cores,
        ge=1,
        le=64,
        description="Processes; by default one per processor.",
    )
    threads: int = Field(
        default=64, ge=1, le=256, description="Requests that a worker receives at once; it processes one at a time."
    )
    database_url: str | None = Field(
        default=None, description='Where corrections are kept: sqlite:///PATH, postgresql://..., or "off".'
    )
    corrections_token: SecretStr = Field(
        default=SecretStr(""), description="The bearer token that lists, exports and deletes corrections."
    )
    rate_limit: Annotated[str, AfterValidator(_limit)] = Field(
        default="3000/minute",
        description='Requests per client, such as "600/minute"; reading one digit costs 1. Or "off".',
    )
    redis_url: str | None = Field(
        default=None, description="Where workers and hosts count requests together: redis://HOST."
    )
    max_body: int = Field(
        default=16,
        ge=1,
        le=256,
        description="The largest body of a request, in MiB.",
    )
    max_pixels: int = Field(
        default=25,
        ge=1,
        le=40,
        description="The largest picture, in megapixels; of WebP and progressive JPEG a quarter.",
    )
    decode_seconds: float = Field(
        default=1.5, gt=0, le=60, description="The most CPU seconds that decoding a picture may take."
    )
    receive_seconds: float = Field(
        default=30, gt=0, le=600, description="How long a request may take to arrive, in seconds."
    )
    stop_seconds: int = Field(
        default=30, ge=1, le=600, description="How long a stop waits for requests in progress, in seconds."
    )
    proxies: int = Field(
        default=0, ge=0, le=8, description="How many proxies in front of the server are trusted to name the client."
    )
    metrics: bool = Field(
        default=True,
        description="Whether /metrics is served.",
    )
    log: Literal["text", "json", "off"] = Field(
        default="text", description="One line per request on standard error, in this format."
    )


def unchosen(name: str) -> str:
    """Return what a setting is where nobody chooses, as they would write it; empty where that depends."""
    field = Settings.model_fields[name]
    default = None if field.default_factory else field.default
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default is None or isinstance(default, SecretStr) else str(default)

"""What whoever runs the server may choose, by environment variable or flag."""

import os
from pathlib import Path
from typing import Annotated, Literal

from limits import parse_many
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _limit(text: str) -> str:
    """A rate limit that Flask-Limiter understands, or "off"."""
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
        description="Processes; by default one a processor.",
    )
    threads: int = Field(
        default=64, ge=1, le=256, description="Requests a worker takes in at once; it works on one at a time."
    )
    database_url: str | None = Field(
        default=None, description='Where corrections are kept: sqlite:///PATH, postgresql://..., or "off".'
    )
    corrections_token: SecretStr = Field(
        default=SecretStr(""), description="Whoever bears it may list, export and delete corrections."
    )
    rate_limit: Annotated[str, AfterValidator(_limit)] = Field(
        default="3000/minute",
        description='What one address may ask for, in single digits, such as "600/minute"; or "off".',
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
        default=1.5, gt=0, le=60, description="How long a picture may take to decode, in the processor's seconds."
    )
    receive_seconds: float = Field(
        default=30, gt=0, le=600, description="How long a request may take to arrive, in seconds."
    )
    stop_seconds: int = Field(
        default=30, ge=1, le=600, description="How long a stop waits for what has begun, in seconds."
    )
    proxies: int = Field(
        default=0, ge=0, le=8, description="How many proxies in front of the server are believed about the visitor."
    )
    metrics: bool = Field(
        default=True,
        description="Whether /metrics is answered.",
    )
    log: Literal["text", "json", "off"] = Field(
        default="text", description="A line a request, on standard error, and how."
    )


def unchosen(name: str) -> str:
    """What a setting is where nobody chooses, as they would write it; empty where that depends."""
    field = Settings.model_fields[name]
    default = None if field.default_factory else field.default
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default is None or isinstance(default, SecretStr) else str(default)

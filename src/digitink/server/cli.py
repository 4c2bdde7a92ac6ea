"""The command line of the server: digitink serve, with a flag for each of its settings."""

from typing import Any

import click
from pydantic import SecretStr, ValidationError

from digitink.server import run
from digitink.web.settings import Settings, unchosen

_NO_FLAG = ("corrections_token",)  # the command lines of all that runs on a machine are there for all to see


def _option(name: str, description: str | None) -> click.Option:
    source = "; ".join(filter(None, (f"DIGITINK_{name.upper()}", unchosen(name))))
    return click.Option([f"--{name.replace('_', '-')}", name], help=f"{description}  [{source}]")


def _serve(**flags: str | None) -> None:
    """Serve the page to draw on.

    Each setting is a flag or an environment variable; what is given by flag counts.
    """
    given: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise click.ClickException(_wrong(error, given)) from error
    run.run(settings, lambda at: click.echo(f"digitink is at {at} (Ctrl+C stops it)"))


def _wrong(error: ValidationError, given: dict[str, Any]) -> str:
    """Return which settings are wrong, by the names they were given with."""
    lines = []
    for wrong in error.errors(include_url=False):
        name = str(wrong["loc"][0])
        where = f"--{name.replace('_', '-')}" if name in given else f"DIGITINK_{name.upper()}"
        value = "" if isinstance(wrong["input"], SecretStr) else f" is {wrong['input']!r}"
        lines.append(f"{where}{value}: {wrong['msg'].removeprefix('Value error, ')}.")
    return "\n".join(lines)


_flags = [_option(name, field.description) for name, field in Settings.model_fields.items() if name not in _NO_FLAG]
serve = click.Command("serve", params=list(_flags), callback=_serve, help=_serve.__doc__)
serve.epilog = (
    "DIGITINK_CORRECTIONS_TOKEN, a secret, has no flag: whoever bears it may list, export and delete corrections."
)

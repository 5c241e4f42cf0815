"""What docker-compose.yml says, without Docker: the very commands, settings and secrets.

Containers have hosts, ports and folders of their own. Here everything runs on one machine, so
the names of services become loopback addresses, `/run/secrets` and `/data` temporary folders.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from config.env import BASE
from tests.faults import house

HOST = "journal.example.org"
SECRET_FILES = "/run/secrets"


class Compose:
    """The compose file, with what the host's `.env` says."""

    def __init__(self, folder: Path, env_file: dict[str, str]) -> None:
        text = (BASE / "docker-compose.yml").read_text(encoding="utf-8")
        self.services: dict[str, Any] = yaml.safe_load(text)["services"]
        self.env_file = env_file
        self.secrets = folder / "secrets"
        self.data = folder / "data"
        self.secrets.mkdir()
        self.data.mkdir()

    def secret(self, name: str, text: str) -> None:
        """A file in `secrets/`, as docs/hosting.md makes it."""
        (self.secrets / name).write_text(f"{text}\n", encoding="utf-8")

    def settings(self, service: str) -> dict[str, str]:
        """The environment of a service's processes."""
        told = {name: self._here(value) for name, value in self._of(service).items()}
        return house.settings(self.data, **told)

    def command(self, service: str) -> list[str]:
        """Its own command, or the image's."""
        return [self._here(part) for part in self.services[service].get("command", image_command())]

    def web_command(self, port: int) -> list[str]:
        """The image's, on a loopback port."""
        command = self.command("web")
        for option, value in (("--host", "127.0.0.1"), ("--port", str(port))):
            command[command.index(option) + 1] = value
        return command

    def cache_command(self, port: int) -> list[str]:
        """The cache's, by whichever of the two servers is installed, on a loopback port."""
        name, *options = self.command("cache")
        server = shutil.which(name) or shutil.which("redis-server")
        assert server, "neither Valkey nor Redis is on this machine; .ci/run installs one"
        return [server, *options, "--port", str(port), "--bind", "127.0.0.1"]

    def _of(self, service: str) -> dict[str, str]:
        environment = self.services[service]["environment"]
        return {name: _filled_in(value, self.env_file) for name, value in environment.items()}

    def _here(self, text: str) -> str:
        return text.replace(SECRET_FILES, str(self.secrets))


def image_command() -> list[str]:
    """The last word of the Dockerfile."""
    found = re.search(r"^CMD (\[.*\])$", (BASE / "Dockerfile").read_text(), re.MULTILINE)
    assert found
    return json.loads(found[1])


def _filled_in(text: str, env_file: dict[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?complaint}`, as Docker fills them in."""

    def value(match: re.Match[str]) -> str:
        name, how, word = match["name"], match["how"], match["word"] or ""
        assert env_file.get(name) or how == ":-", word
        return env_file.get(name) or word

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<word>[^}]*))?\}", value, text)

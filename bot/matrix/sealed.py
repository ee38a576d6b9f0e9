"""A small sealed file: the access token, the seeds of the bot's own identity. It is whole and on disk, or not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.vault import durable


@dataclass(frozen=True, kw_only=True)
class SealedFile:
    """A JSON object at ``path``, sealed by ``seal`` and opened by ``unseal`` (which raises when it was tampered with)."""

    path: Path
    seal: Callable[[bytes], bytes]
    unseal: Callable[[bytes], bytes]

    def read(self) -> dict[str, str] | None:
        """What was written last, or None when nothing ever was."""
        try:
            blob = self.path.read_bytes()
        except FileNotFoundError:
            return None
        said: dict[str, str] = json.loads(self.unseal(blob))
        return said

    def write(self, values: Mapping[str, str]) -> None:
        """Replace it. After return it survives a power cut; before, the old one does."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.replace(self.path, self.seal(json.dumps(dict(values)).encode()))

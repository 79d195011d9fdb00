"""What a player has chosen for good: language, size, colours, pace, keys. Kept in a file of the user's own.

The file is written whole or not at all. One that is broken, or of a later format, is told of in
a sentence and the usual settings hold; of broken keys only these. It is replaced when something is chosen.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from engine import paths
from engine.store.container import write_whole
from game import keys, scale, texts, theme, wording

FORMAT = 1
SLOWNESS: dict[str, float] = {"off": 0.0, "fast": 0.5, "normal": 1.0, "slow": 2.0}
PAUSE: dict[str, float] = {"slow": 0.15}  # seconds between orders of an opponent
VOLUMES = (0, 20, 40, 60, 80, 100)
LARGEST = 64_000  # bytes; a longer file is none of ours


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings. ``language`` empty is the system's; ``scale`` of panels and ``volume`` are percent.

    ``keys`` are those that differ from the ones as delivered, by action; ``game.keys`` knows both.
    """

    format: int = FORMAT
    language: str = ""
    scale: int = 100
    colours: str = "standard"
    animation: str = "normal"
    volume: int = 60
    keys: dict[str, str] = {}
    opponent: str = "staff"  # who was chosen last; a scenario may not know him

    @property
    def slowness(self) -> float:
        """By how much longer than usual things move, 0 for not at all."""
        return SLOWNESS[self.animation]

    @property
    def pause(self) -> float:
        """How many seconds pass between orders of an opponent."""
        return PAUSE.get(self.animation, 0.0)


_now = Settings()


def now() -> Settings:
    """Return the settings that hold."""
    return _now


def use(chosen: Settings, window: tuple[int, int] | None = None) -> None:
    """Let settings hold from now on, for a window of a size."""
    global _now
    _now = chosen
    texts.use(chosen.language or texts.of_the_system())
    theme.use(chosen.colours)
    scale.use(chosen.scale, window)
    keys.use(chosen.keys)


def path() -> Path:
    """Return the file of the settings."""
    return paths.user_data() / "settings.json"


def load() -> tuple[Settings, str]:
    """Return the settings that were kept, or the usual ones and a sentence that says why."""
    file = path()
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST)
    except FileNotFoundError:
        return Settings(), ""
    except OSError as problem:
        return Settings(), wording.SETTINGS_BROKEN.format(file, problem)
    try:
        raw = msgspec.json.decode(data)
        if isinstance(raw, dict) and isinstance(raw.get("format"), int) and raw["format"] > FORMAT:
            return Settings(), wording.SETTINGS_NEWER.format(file)
        told = ""
        if isinstance(raw, dict) and "keys" in raw:
            raw["keys"], broken = keys.sound(raw["keys"])
            if broken:
                told = wording.counted("KEYS_BROKEN", len(broken), file, ", ".join(broken)[:200])
        return _checked(msgspec.convert(raw, Settings)), told
    except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
        return Settings(), wording.SETTINGS_BROKEN.format(file, problem)


def _checked(found: Settings) -> Settings:
    """Return settings whose words are all known. Raises ValueError."""
    for name, known in (
        ("language", ("", *texts.LANGUAGES)),
        ("colours", theme.SCHEMES),
        ("animation", tuple(SLOWNESS)),
        ("volume", range(101)),
        ("format", (FORMAT,)),
        ("scale", range(scale.LEAST, scale.MOST + 1)),
    ):
        value = getattr(found, name)
        if value not in known:
            raise ValueError(f"{name} = {value!r}")
    return found


def keep(chosen: Settings) -> str:
    """Write settings to their file; return why that did not work, empty if it did."""
    try:
        write_whole(path(), msgspec.json.format(msgspec.json.encode(chosen), indent=2))
    except OSError as problem:
        return wording.SETTINGS_NOT_KEPT.format(problem)
    return ""

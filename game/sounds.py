"""What war sounds like at a staff's table: short sounds that are computed, none is a file.

Sounds are made in a thread once the first picture stands, or when first wanted, and kept. Where there
is no sound device, or the volume is 0, nothing is played and nothing fails. Which event makes which
sound stands in EVENTS; only events that the viewer was told of get here, so that nothing can be learnt
by ear. The window itself has two: one for a button and one for what cannot be done.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pygame

from engine.events import (
    Battle,
    Bombarded,
    Captured,
    DecisionOffered,
    Demolished,
    Dropped,
    Event,
    Ferried,
    Fired,
    Flown,
    GameOver,
    Landed,
    Moved,
    Raided,
    Railed,
    Sabotaged,
    Sailed,
    TurnBegan,
)
from game import settings

RATE = 22050  # samples a second, one channel
VOICES = 4  # sounds at once
APART = 0.22  # seconds between two beginnings of the same sound
BRIEF = 0.06  # the same for CLICK
CLICK, REFUSAL = "click", "refusal"
CARDS = Path("/proc/asound/cards")  # where Linux lists its sound cards
LOUDEST = 26000  # of 32767, so that four voices do not clip at once

Wave = npt.NDArray[np.float64]

EVENTS: dict[type[Event], str] = {
    Moved: "march",
    Railed: "train",
    Sailed: "ship",
    Ferried: "ship",
    Landed: "surf",
    Battle: "guns",
    Bombarded: "guns",
    Raided: "blast",
    Demolished: "blast",
    Sabotaged: "blast",
    Flown: "aircraft",
    Dropped: "aircraft",
    Fired: "telegraph",
    DecisionOffered: "telegraph",
    Captured: "flag",
    TurnBegan: "bell",
    GameOver: "bell",
}


def _time(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE)) / RATE


def _noise(seed: int, size: int, smooth: int) -> Wave:
    """Return noise that is the same in every run; the more it is smoothed the deeper it sounds."""
    dice = np.random.default_rng(seed)
    rough = dice.standard_normal(size + smooth - 1)
    return np.asarray(np.convolve(rough, np.ones(smooth) / smooth, "valid") * np.sqrt(smooth))


def _at(sound: Wave, start: float, part: Wave) -> None:
    """Add a part to a sound, from a second on."""
    begin = round(start * RATE)
    end = min(len(sound), begin + len(part))
    sound[begin:end] += part[: end - begin]


def _shot(seed: int, seconds: float, smooth: int) -> Wave:
    """A report: noise that dies away, over a deep thump."""
    t = _time(seconds)
    thump = np.sin(2 * np.pi * (70 * t - 40 * t * t)) * np.exp(-t * 9)
    return 0.7 * _noise(seed, len(t), smooth) * np.exp(-t * 8 / seconds) + 1.2 * thump


def _march() -> Wave:
    sound = np.zeros(round(0.75 * RATE))
    for step in range(4):
        t = _time(0.09)
        _at(sound, 0.18 * step, _noise(10 + step, len(t), 24) * np.exp(-t * 60) * (1.0 - 0.12 * step))
    return sound


def _train() -> Wave:
    sound = np.zeros(round(1.1 * RATE))
    for beat in range(8):
        t = _time(0.11)
        loud = 1.0 if beat % 4 == 0 else 0.55
        _at(sound, 0.13 * beat, loud * _noise(20 + beat, len(t), 3) * np.exp(-t * 34))
    return sound


def _ship() -> Wave:
    t = _time(1.2)
    horn = sum(np.sin(2 * np.pi * 92 * k * t) / k for k in (1, 2, 3, 5))
    return np.asarray(horn * np.minimum(1, np.minimum(t * 12, (1.2 - t) * 5)))


def _surf() -> Wave:
    t = _time(1.3)
    sound: Wave = _noise(30, len(t), 5) * np.sin(np.pi * t / 1.3) ** 2
    _at(sound, 0.35, 0.9 * _shot(31, 0.8, 20))
    return sound


def _guns() -> Wave:
    sound = np.zeros(round(1.5 * RATE))
    for k, start in enumerate((0.0, 0.21, 0.34, 0.62, 0.85)):
        _at(sound, start, (1.0 - 0.1 * k) * _shot(40 + k, 0.6, 10 + 6 * k))
    return sound


def _blast() -> Wave:
    return _shot(50, 1.4, 30)


def _aircraft() -> Wave:
    t = _time(1.6)
    pitch = 2 * np.pi * np.cumsum(118 - 22 * t / 1.6) / RATE
    motor = sum(np.sin(pitch * k) / k for k in range(1, 7)) * (1 + 0.3 * np.sin(2 * np.pi * 17 * t))
    return np.asarray(motor * np.sin(np.pi * t / 1.6) ** 2)


def _telegraph() -> Wave:
    sound, start = np.zeros(round(1.15 * RATE)), 0.0
    for mark in ".- .-. --.":
        length = {".": 0.06, "-": 0.16, " ": 0.0}[mark]
        if length:
            t = _time(length)
            _at(sound, start, np.sin(2 * np.pi * 740 * t) * np.minimum(1, np.minimum(t, length - t) * 300))
        start += length + 0.05
    return sound


def _flag() -> Wave:
    sound = np.zeros(round(0.9 * RATE))
    for k, pitch in enumerate((392.0, 523.25, 659.25)):
        t = _time(0.55 if k == 2 else 0.16)
        brass = sum(np.sin(2 * np.pi * pitch * n * t) / n for n in (1, 2, 3, 4))
        _at(sound, 0.15 * k, np.asarray(brass * np.minimum(1, t * 60) * np.exp(-t * 3)))
    return sound


def _bell() -> Wave:
    t = _time(1.6)
    parts = ((1.0, 1.0), (2.0, 0.6), (2.76, 0.45), (5.4, 0.2))
    tones = [a * np.sin(2 * np.pi * 523 * f * t) * np.exp(-t * (2 + f)) for f, a in parts]
    return np.asarray(np.sum(tones, axis=0) * np.minimum(1, t * 400))


def _click() -> Wave:
    t = _time(0.06)
    return _noise(60, len(t), 2) * np.exp(-t * 260) + 0.6 * np.sin(2 * np.pi * 1900 * t) * np.exp(-t * 180)


def _refusal() -> Wave:
    sound = np.zeros(round(0.34 * RATE))
    for start, pitch in ((0.0, 196.0), (0.13, 147.0)):
        t = _time(0.2)
        dull = np.sin(2 * np.pi * pitch * t) + 0.4 * np.sin(2 * np.pi * 3 * pitch * t)
        _at(sound, start, dull * np.minimum(1, t * 200) * np.exp(-t * 16))
    return sound


MAKERS: dict[str, Callable[[], Wave]] = {
    "march": _march,
    "train": _train,
    "ship": _ship,
    "surf": _surf,
    "guns": _guns,
    "blast": _blast,
    "aircraft": _aircraft,
    "telegraph": _telegraph,
    "flag": _flag,
    "bell": _bell,
    CLICK: _click,
    REFUSAL: _refusal,
}
SOFTER = {
    "march": 0.35,
    "train": 0.4,
    "bell": 0.5,
    "telegraph": 0.4,
    "ship": 0.5,
    "aircraft": 0.5,
    CLICK: 0.2,
    REFUSAL: 0.4,
}


def samples(name: str) -> npt.NDArray[np.int16]:
    """Return a sound as int16[n], RATE samples a second, the same in every run. Raises KeyError."""
    wave = MAKERS[name]()
    fade = np.minimum(1, np.arange(len(wave))[::-1] / (0.02 * RATE))  # no click at the end
    wave = wave * fade / np.abs(wave).max()
    return np.asarray(np.round(wave * LOUDEST * SOFTER.get(name, 0.8)), dtype=np.int16)


def _hopeless() -> bool:
    """Whether there can be no sound: to look for a device then would only have drivers complain aloud.

    Behind a screen that nobody sees nobody listens. On Linux a machine without a card may still have
    a sound server, here or elsewhere, which is found by its socket or by what the environment says.
    """
    if "SDL_AUDIODRIVER" in os.environ:
        return False
    if pygame.display.get_init() and pygame.display.get_driver() in ("dummy", "offscreen"):
        return True
    if not sys.platform.startswith("linux") or "PULSE_SERVER" in os.environ:
        return False
    run = Path(os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}"))
    if any((run / name).exists() for name in ("pulse/native", "pipewire-0")):
        return False
    try:
        return not any(line.lstrip()[:1].isdigit() for line in CARDS.read_text().splitlines())
    except (OSError, ValueError):
        return True


@cache
def _ready() -> bool:
    """Open the sound device once; return whether there is one."""
    if _hopeless():
        return False
    try:
        pygame.mixer.init(RATE, -16, 1, 512)
        pygame.mixer.set_num_channels(VOICES)
    except (pygame.error, NotImplementedError):  # no device, or a pygame without its mixer
        return False
    return True


_made: dict[str, npt.NDArray[np.int16]] = {}
_maker: threading.Thread | None = None


def prepare(volume: int) -> threading.Thread | None:
    """Make all sounds in a thread, once, if they will be heard; return it for those who want to wait."""
    global _maker
    if _maker is None and volume > 0 and _ready():
        _maker = threading.Thread(target=_make_all, name="sounds", daemon=True)
        _maker.start()
    return _maker


def _make_all() -> None:
    for name in MAKERS:
        _made.setdefault(name, samples(name))
        time.sleep(0.002)  # a frame goes first


@cache
def _sound(name: str) -> pygame.mixer.Sound:
    made = _made[name] if name in _made else samples(name)
    channels = (pygame.mixer.get_init() or (RATE, -16, 1))[2]
    return pygame.mixer.Sound(buffer=np.repeat(made, channels).tobytes())


_last: dict[str, float] = {}


def play(waiting: deque[str], volume: int) -> list[str]:
    """Play what waits, and empty it; return what was begun. ``volume`` in percent, 0 for silence.

    Of one sound no two begin within APART seconds, and no more than VOICES sound at once: when
    much happens it is a noise of battle and not a wall.
    """
    begun: list[str] = []
    while waiting:
        name = waiting.popleft()
        now = time.monotonic()
        apart = BRIEF if name == CLICK else APART
        if volume <= 0 or now - _last.get(name, -apart) < apart or not _ready():
            continue
        channel = pygame.mixer.find_channel()
        if channel is None:
            continue
        _last[name] = now
        channel.set_volume(volume / 100)
        channel.play(_sound(name))
        begun.append(name)
    return begun


def at_once(name: str) -> None:
    """Play a sound of the window itself, at the volume of the settings."""
    play(deque([name]), settings.now().volume)

"""Without a display the program says so in one sentence; pictures need none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    hidden = ("SDL_VIDEODRIVER", "SDL_VIDEO_DRIVER", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | variables
    return subprocess.run(
        [sys.executable, "-m", "game", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_no_display_is_one_sentence_and_code_2() -> None:
    done = run("play")
    assert done.returncode == 2
    assert "stivale sim" in done.stderr
    assert "stivale shot" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("driver", ["x11", "nonsense"])
def test_an_asked_for_driver_that_fails_is_the_same(driver: str) -> None:
    done = run("play", SDL_VIDEODRIVER=driver)
    assert done.returncode == 2
    assert "stivale sim" in done.stderr


def test_shot_writes_a_picture_without_a_display(tmp_path: Path) -> None:
    out = tmp_path / "sicily.png"
    done = run("shot", "italy1943", str(out), "--center", "enna", "--panel", "politics", "--size", "640x400")
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 50_000


def test_shot_shows_the_picture_of_an_event_and_names_those_that_have_one(tmp_path: Path) -> None:
    out = tmp_path / "event.png"
    shown = ("shot", "italy1943", str(out), "--size", "640x480", "--panel", "event", "--event")
    assert run(*shown, "rome-liberated-too-soon").returncode == 2
    done = run(*shown, "armistice-announcd")
    assert done.returncode == 2
    assert "armistice-announced" in done.stderr
    assert not out.exists()
    done = run(*shown, "armistice-announced")
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 50_000


def test_wrong_words_are_refused_in_a_sentence(tmp_path: Path) -> None:
    done = run("shot", "italy1943", str(tmp_path / "x.png"), "--center", "atlantis", "--size", "320x240")
    assert done.returncode == 2
    assert "atlantis" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("shot", "italy1943", str(tmp_path / "x.png"), "--size", "huge").returncode == 2


def test_a_language_without_texts_is_refused() -> None:
    done = run("play", "--lang", "fr")
    assert done.returncode == 2
    assert "'fr'" in done.stderr
    assert "en" in done.stderr


def test_old_pygame_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    import pygame

    from game import app

    monkeypatch.setattr(pygame, "IS_CE", 0)
    with pytest.raises(app.WrongPygame, match="pip uninstall pygame"):
        app.open_display((320, 240))

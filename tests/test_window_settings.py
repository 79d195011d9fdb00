"""Settings: a file that survives everything, panels drawn anew at any size, colours for every eye."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine import paths
from game import app, assets, counter_painter, overlays, scale, settings, shot, texts, theme, wording
from game.counter_painter import Spec
from game.menu_screen import MenuScreen
from game.settings import Settings
from game.settings_screen import SettingsScreen
from game.widgets import Paper

SIZE = (1280, 720)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    spoken = texts.language()
    yield
    settings.use(Settings())
    texts.use(spoken)


# -- the file ------------------------------------------------------------------------------------


def test_settings_are_kept_and_read_again() -> None:
    assert settings.load() == (Settings(), "")
    chosen = Settings(language="it", scale=150, colours="tritanopia", animation="off")
    assert settings.keep(chosen) == ""
    assert settings.load() == (chosen, "")
    assert [p.name for p in settings.path().parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 1, "scale": 7000}',
        '{"format": 1, "scale": "big"}',
        '{"format": 1, "colours": "pink"}',
        '{"format": 1, "language": "xx"}',
        '{"format": 1, "animation": 3}',
        '{"format": 0}',
        '{"format": 1, "unheard": 1}',
        "\x00\xff",
        "[" * 50_000,
    ],
)
def test_a_broken_file_is_told_in_a_sentence_and_the_usual_settings_hold(words: str) -> None:
    settings.path().write_text(words, encoding="latin-1")
    found, told = settings.load()
    assert found == Settings()
    assert str(settings.path()) in told
    assert "\n" not in told
    settings.keep(Settings(scale=110))
    assert settings.load() == (Settings(scale=110), "")


def test_a_file_of_a_later_version_is_not_guessed_at() -> None:
    settings.path().write_text(json.dumps({"format": settings.FORMAT + 1, "wonder": True}))
    assert settings.load() == (Settings(), wording.SETTINGS_NEWER.format(settings.path()))


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "file")
    assert settings.keep(Settings()).startswith(wording.SETTINGS_NOT_KEPT.split("{", maxsplit=1)[0])


# -- size ----------------------------------------------------------------------------------------


def _paper() -> Paper:
    paper = Paper(400)
    paper.heading("Heading", "side").text("Words that are long enough to be broken into some lines. " * 3)
    paper.pair("left", "right", action=("there",)).buttons([("one", ("one",)), ("two", None)], primary=0)
    return paper


def test_the_usual_size_is_that_of_units() -> None:
    sheet = _paper().finish()
    assert sheet.picture.get_width() == 400


@pytest.mark.parametrize("percent", scale.STEPS)
def test_panels_are_drawn_anew_at_every_size(percent: int) -> None:
    scale.use(percent)
    sheet = _paper().finish()
    assert sheet.picture.get_width() == scale.px(400)
    inside = sheet.picture.get_rect()
    for line in sheet.lines:
        assert inside.contains(line.rect), line
        assert line.rect.height == assets.font(scale.px(line.size), line.style).size(line.words)[1]
    for a, b in combinations(sheet.lines, 2):
        both = a.rect.clip(b.rect)
        assert both.width <= 2 or both.height <= round(0.2 * min(a.rect.height, b.rect.height)), (a, b)
    assert [action for _, action in sheet.spots] == [("there",), ("one",)]


def test_sharp_words_and_not_a_stretched_picture() -> None:
    scale.use(200)
    double = _paper().finish().picture
    scale.use(100)
    stretched = pygame.transform.smoothscale(_paper().finish().picture, double.get_size())

    def sharpness(picture: pygame.Surface) -> float:
        grey = pygame.surfarray.array3d(picture).mean(axis=2)
        return float((np.abs(np.diff(grey, axis=0)) > 90).mean())

    assert sharpness(double) > 2 * sharpness(stretched)


def test_a_small_window_bounds_the_size() -> None:
    scale.use(250, (1280, 720))
    assert scale.percent() == 180
    scale.fit((2560, 1440))
    assert scale.percent() == 250
    scale.fit((320, 240))
    assert scale.percent() == scale.LEAST


# -- colours -------------------------------------------------------------------------------------

# What is seen with one kind of cones missing, on linear light: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 2009, severity 1.
EYES: dict[str, np.ndarray] = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "grey": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}
SEEN_BY = {
    "standard": ("all cones",),
    "protanopia": ("protanopia", "all cones", "grey"),
    "deuteranopia": ("deuteranopia", "all cones", "grey"),
    "tritanopia": ("tritanopia", "all cones", "grey"),
    "contrast": ("all cones",),
}


def lab(colour: theme.Colour, eye: str) -> np.ndarray:
    """Return a colour as an eye sees it, in CIE L*a*b* for daylight."""
    value = np.array(colour) / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    light = np.clip(EYES[eye] @ light, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ light
        / np.array([0.9505, 1.0, 1.089])
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: theme.Colour, b: theme.Colour, eye: str) -> float:
    """Return how far apart an eye sees two colours; 2 is just noticed, 10 is plain side by side."""
    return float(np.linalg.norm(lab(a, eye) - lab(b, eye)))


def contrast(a: theme.Colour, b: theme.Colour) -> float:
    high, low = sorted((theme.luminance(a), theme.luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_ink_is_read_on_paper(scheme: str) -> None:
    theme.use(scheme)
    for name in ("INK", "INK_SOFT", "GOOD", "WARN", "BAD", "LINK"):
        for ground in (theme.PAPER, theme.PAPER_DARK):
            assert contrast(getattr(theme, name), ground) >= (7 if scheme == "contrast" else 4.5), name
    for accent in (*theme.SIDES, theme.INK, theme.WARN, theme.BAD):
        assert contrast(accent, theme.PAPER) >= 4.5
        assert contrast(accent, theme.PAPER_DARK) >= 4.5


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_sides_and_states_are_told_apart_by_the_eyes_that_a_scheme_is_for(scheme: str) -> None:
    theme.use(scheme)
    for eye in SEEN_BY[scheme]:
        if eye != "grey":  # in print without colour the sides have their counters' symbols
            assert distance(theme.SIDES[0], theme.SIDES[1], eye) > 30
            assert distance(theme.GOOD, theme.BAD, eye) > 12
        for a, b in combinations(theme.SUPPLY_COLOURS, 2):
            assert distance(a, b, eye) > 12, (eye, a, b)


@pytest.mark.parametrize("scheme", [name for name in theme.SCHEMES if name != "standard"])
def test_the_counters_of_two_sides_never_look_alike(scheme: str) -> None:
    theme.use(scheme)
    for eye in SEEN_BY[scheme]:
        if eye == "grey":
            continue
        for ours in ("us", "uk", "canada", "france", "poland", "india", "brazil", "cobelligerent"):
            for theirs in ("germany", "ss", "italy", "rsi"):
                a, b = theme.counter_of(ours, 0), theme.counter_of(theirs, 1)
                assert distance(a.face, b.face, eye) > 12, (ours, theirs, eye)
                assert distance(a.band, b.band, eye) > 30
    for name in theme.PALETTES:
        for side in (0, 1):
            colours = theme.counter_of(name, side)
            assert contrast(colours.ink, colours.face) >= 4.5, name


GROUNDS: tuple[theme.Colour, ...] = ((205, 206, 160), (183, 158, 117))  # the plain and the mountains


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_overlays_are_told_apart_by_colour_or_hatching(scheme: str) -> None:
    theme.use(scheme)
    world = engine.load_scenario("italy1943")
    seen = engine.new_game(world, 1).view(0)
    for name in overlays.NAMES:
        laid = overlays.build(world, seen, name)
        assert laid is not None
        for a, b in combinations(laid.classes, 2):
            if a.hatch != b.hatch:
                continue
            for eye in EYES:  # in every scheme: not everybody who needs one chooses it
                for ground in GROUNDS:
                    colours = [theme.mix(ground, kind.colour, kind.alpha / 255) for kind in (a, b)]
                    assert distance(colours[0], colours[1], eye) > 8, (name, a.words, b.words, eye)


def test_a_scheme_is_left_without_a_trace() -> None:
    names = [name for name in vars(theme) if name.isupper()]
    before = {name: getattr(theme, name) for name in names}
    spec = Spec("us", "infantry", "division", "X", 6, 6, 6, 0, 80, 0, 0)
    plain = pygame.image.tobytes(counter_painter.counter(spec, 50), "RGB")
    for scheme in theme.SCHEMES:
        theme.use(scheme)
        assert theme.scheme() == scheme
    assert pygame.image.tobytes(counter_painter.counter(spec, 50), "RGB") != plain
    theme.use("standard")
    assert {name: getattr(theme, name) for name in names} == before
    assert pygame.image.tobytes(counter_painter.counter(spec, 50), "RGB") == plain
    with pytest.raises(KeyError):
        theme.use("sepia")


# -- the screen ----------------------------------------------------------------------------------


def test_the_settings_are_chosen_with_mouse_and_keys_and_hold_at_once() -> None:
    surface = pygame.display.set_mode(SIZE)
    menu = MenuScreen(SIZE, prepare=False)
    window = app.App(surface, menu)
    window.frame(0.016)

    def press(*keys: int) -> None:
        for key in keys:
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
            window.frame(0.016)

    window.follow(menu.act(("settings",)))
    screen = window.screen
    assert isinstance(screen, SettingsScreen)
    window.frame(0.016)
    for action in (("language", "de"), ("scale", 150), ("colours", "deuteranopia"), ("animation", "off")):
        rect = next(rect for rect, found in screen._spots() if found == action)
        event = pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center)
        pygame.event.post(event)
        window.frame(0.016)
    chosen = Settings(language="de", scale=150, colours="deuteranopia", animation="off")
    assert settings.now() == chosen
    assert settings.load() == (chosen, "")
    assert (texts.language(), scale.percent(), theme.scheme()) == ("de", 150, "deuteranopia")
    press(pygame.K_TAB, pygame.K_TAB, pygame.K_RETURN)
    assert settings.now().language == "en"
    press(pygame.K_ESCAPE)
    assert window.screen is menu
    window.frame(0.016)
    assert menu.sheet is not None
    assert menu.sheet.picture.get_width() == scale.px(460)


def test_nothing_moves_where_animation_is_off() -> None:
    settings.use(Settings(animation="off"))
    assert settings.now().slowness == 0
    settings.use(Settings(animation="slow"))
    assert settings.now().slowness > 1
    assert settings.now().pause > 0

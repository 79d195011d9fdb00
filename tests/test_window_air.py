"""Air missions with real pygame events: the panel, a mission, a marked hex."""

from __future__ import annotations

import numpy as np
import pygame
from test_window_play import Driver, ground, own_folder, surface

import engine
from engine.kernels.consts import AIR_STRIKE, STATUS_MAP
from engine.orders import Air, EndTurn
from engine.rules import ferries
from game import wording
from game.loading import Ground
from game.session import Session

__all__ = ["ground", "own_folder", "surface"]


def test_a_mission_is_flown_by_button_and_right_click(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    drive.until_human()
    side = drive.screen.scene.seen.viewer
    left = int(drive.session.game.state.pool_air[side])
    assert left > 1
    drive.key(pygame.K_f)
    assert drive.screen.side_panel == "air"
    orders = drive.screen.orders
    orders.act(("sorties", 1))
    orders.act(("mission", AIR_STRIKE))
    targets = dict(orders.targets)
    assert targets, "there is a port within reach"
    assert drive.screen.view.marks.targets == set(targets)
    target, order = next(iter(targets.items()))
    assert order == Air(AIR_STRIKE, target, 2)
    drive.click(drive.look(target), button=3)
    assert int(drive.session.game.state.pool_air[side]) == left - 2
    assert not orders.targets
    assert any(line.hex == target for line in drive.session.log)
    drive.screen.close()


def test_the_panel_offers_no_more_points_than_there_are(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    drive.until_human()
    side = drive.screen.scene.seen.viewer
    drive.press("air")
    for _ in range(int(drive.session.game.state.pool_air[side]) + 1):
        drive.screen.orders.act(("sorties", 1))
    assert drive.screen.orders.sorties == int(drive.session.game.state.pool_air[side])
    drive.session.game.state.pool_air[side] = 0
    drive.session.game.changed()
    drive.screen.refresh()
    drive.frames(1)
    actions = [a for sheet, _, _ in drive.screen.sheets for _, a in sheet.spots if isinstance(a, tuple)]
    assert not any(a[0] in ("mission", "sorties") for a in actions)
    drive.screen.close()


def test_a_ferry_under_bombs_says_so_before_it_is_boarded() -> None:
    world = engine.load_scenario("italy1943")
    game = engine.new_game(world, 3)
    engine.apply(game, EndTurn())
    session = Session(world, game, {1}, "passive", 3)
    bank = next(h for h in range(world.land) if ferries.banks(world, h))
    unit = next(
        int(u)
        for u in np.flatnonzero((game.state.unit_side == 1) & (game.state.unit_status == STATUS_MAP))
        if not world.class_static[world.unit_class[u]]
    )
    game.state.unit_hex[unit] = bank
    game.changed()
    calm = [words for words, _ in session.crossings(session.observe(), unit)]
    game.state.hex_interdiction[bank] = 50
    game.changed()
    cut = ferries.hampered(world, game.state, bank, bank)
    assert calm
    assert cut > 0
    bombed = [words for words, _ in session.crossings(session.observe(), unit)]
    said = wording.FERRY_HAMPERED.format(wording.percent(cut / 100))
    assert all(words.endswith(said) for words in bombed)
    assert not any(said in words for words in calm)

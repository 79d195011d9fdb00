"""What a scenario folder holds, read and typed: the ``Scenario`` that World is compiled from.

Owns the table of files: which file is read into which Struct, and which may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from engine.schema import combat as battles
from engine.schema import command as commands
from engine.schema import doctrine as plans
from engine.schema import forces, pictures, politics, rules
from engine.schema import map as maps
from engine.schema import scenario as header
from engine.schema import victory as victories
from engine.tables import Table, TomlPlaces

FORMAT = 1  # the version of the file formats that this loader reads


@dataclass(frozen=True)
class FileKind:
    """A file of a scenario: where it lies, what it is read into, whether it may be missing."""

    path: str
    kind: type[msgspec.Struct]
    required: bool = False
    ruled: bool = True  # rules or players read it, so it counts for the content hash


CSV_FILES: dict[str, FileKind] = {
    "hexes": FileKind("map/hexes.csv", maps.HexRow, required=True),
    "hexsides": FileKind("map/hexsides.csv", maps.HexsideRow),
    "links": FileKind("map/links.csv", maps.LinkRow),
    "places": FileKind("map/places.csv", maps.PlaceRow),
    "works": FileKind("map/works.csv", maps.WorkRow),
    "sea_zones": FileKind("map/sea_zones.csv", maps.SeaZoneRow),
    "boxes": FileKind("map/boxes.csv", maps.BoxRow),
    "formations": FileKind("forces/formations.csv", forces.FormationRow),
    "units": FileKind("forces/units.csv", forces.UnitRow, required=True),
    "arrivals": FileKind("forces/arrivals.csv", forces.ArrivalRow),
    "withdrawals": FileKind("forces/withdrawals.csv", forces.WithdrawalRow),
    "replacements": FileKind("forces/replacements.csv", forces.ReplacementRow),
    "support": FileKind("forces/support.csv", forces.SupportRow),
    "reserves": FileKind("forces/reserves.csv", forces.ReserveRow),
    "leaders": FileKind("forces/leaders.csv", forces.LeaderRow),
    "attachments": FileKind("forces/attachments.csv", forces.AttachmentRow),
    "aliases": FileKind("forces/aliases.csv", forces.AliasRow),
    "left_out": FileKind("forces/left_out.csv", forces.LeftOutRow),
    "milestones": FileKind("history/milestones.csv", victories.MilestoneRow, ruled=False),
    "commanders": FileKind("history/commanders.csv", victories.CommanderRow, ruled=False),
    "losses": FileKind("history/losses.csv", victories.LossRow, ruled=False),
    "fronts": FileKind("history/fronts.csv", victories.FrontRow, ruled=False),
}

TOML_FILES: dict[str, FileKind] = {
    "file": FileKind("scenario.toml", header.ScenarioFile, required=True),
    "terrain_file": FileKind("rules/terrain.toml", rules.TerrainFile, required=True),
    "movement": FileKind("rules/movement.toml", rules.MovementFile, required=True),
    "unit_types_file": FileKind("rules/unit_types.toml", rules.UnitTypesFile, required=True),
    "combat": FileKind("rules/combat.toml", battles.CombatFile, required=True),
    "supply": FileKind("rules/supply.toml", rules.SupplyFile),
    "sea": FileKind("rules/sea.toml", rules.SeaFile),
    "air": FileKind("rules/air.toml", rules.AirFile),
    "fog": FileKind("rules/fog.toml", rules.FogFile),
    "weather": FileKind("rules/weather.toml", rules.WeatherFile),
    "recovery": FileKind("rules/recovery.toml", rules.RecoveryFile),
    "command": FileKind("rules/command.toml", commands.CommandFile),
    "victory": FileKind("victory.toml", victories.VictoryFile),
    "variables_file": FileKind("politics/variables.toml", politics.VariablesFile),
    "triggers_file": FileKind("politics/triggers.toml", politics.TriggersFile),
    "decisions_file": FileKind("politics/decisions.toml", politics.DecisionsFile),
    "districts_file": FileKind("politics/districts.toml", politics.DistrictsFile),
    "pictures_file": FileKind("politics/pictures.toml", pictures.PicturesFile, ruled=False),
}
DOCTRINE = plans.DoctrineFile

# Scenario field, field of the file above, name of the array of tables in it
ENTRY_TABLES: tuple[tuple[str, str, str], ...] = (
    ("sides", "file", "side"),
    ("nations", "file", "nation"),
    ("phases", "file", "phase"),
    ("terrain", "terrain_file", "terrain"),
    ("hexside_kinds", "terrain_file", "hexside"),
    ("link_kinds", "terrain_file", "link"),
    ("movement_classes", "movement", "class"),
    ("unit_types", "unit_types_file", "type"),
    ("columns", "combat", "column"),
    ("results", "combat", "result"),
    ("barrages", "combat", "barrage"),
    ("barrage_results", "combat", "barrage_result"),
    ("weather_zones", "weather", "zone"),
    ("climate", "weather", "climate"),
    ("objectives", "victory", "objective"),
    ("levels", "victory", "level"),
    ("variables", "variables_file", "variable"),
    ("triggers", "triggers_file", "trigger"),
    ("decisions", "decisions_file", "decision"),
    ("districts", "districts_file", "district"),
    ("palettes", "pictures_file", "palette"),
    ("pictures", "pictures_file", "picture"),
)


class Texts(Mapping[str, Mapping[str, str]]):
    """Texts by language and key, read from ``text/<language>.po`` when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Mapping[str, str]] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a file."""
        return tuple(sorted(p.stem for p in self._folder.glob("*.po"))) if self._folder.is_dir() else ()

    def __getitem__(self, language: str) -> Mapping[str, str]:
        if language not in self.languages:
            raise KeyError(language)
        if language not in self._read:
            from engine.texts import read_po

            self._read[language] = read_po(self._folder.parent, f"text/{language}.po")[0]
        return self._read[language]

    def __iter__(self) -> Any:
        return iter(self.languages)

    def __len__(self) -> int:
        return len(self.languages)


@dataclass(frozen=True)
class Scenario:
    """A scenario whose files have the right shape and whose references all lead somewhere.

    Optional files that are missing give empty tables and the values of ``engine.defaults``.
    ``toml`` holds the places of TOML files by path, for lint.
    """

    path: Path
    id: str
    variant: str | None
    content_hash: str
    file: header.ScenarioFile
    terrain_file: rules.TerrainFile
    movement: rules.MovementFile
    unit_types_file: rules.UnitTypesFile
    combat: battles.CombatFile
    supply: rules.SupplyFile
    sea: rules.SeaFile
    air: rules.AirFile
    fog: rules.FogFile
    weather: rules.WeatherFile
    recovery: rules.RecoveryFile
    command: commands.CommandFile
    victory: victories.VictoryFile
    variables_file: politics.VariablesFile
    triggers_file: politics.TriggersFile
    decisions_file: politics.DecisionsFile
    districts_file: politics.DistrictsFile
    pictures_file: pictures.PicturesFile

    sides: Table[header.Side]
    nations: Table[header.Nation]
    phases: Table[header.Phase]
    terrain: Table[rules.Terrain]
    hexside_kinds: Table[rules.HexsideKind]
    link_kinds: Table[rules.LinkKind]
    movement_classes: Table[rules.MovementClass]
    unit_types: Table[rules.UnitType]
    columns: Table[battles.Column]
    results: Table[battles.Result]
    barrages: Table[battles.Barrage]
    barrage_results: Table[battles.BarrageResult]
    weather_zones: Table[rules.WeatherZone]
    climate: Table[rules.Climate]
    objectives: Table[victories.Objective]
    levels: Table[victories.Level]
    variables: Table[politics.Variable]
    triggers: Table[politics.Trigger]
    decisions: Table[politics.Decision]
    districts: Table[politics.District]
    palettes: Table[pictures.Palette]
    pictures: Table[pictures.Picture]

    hexes: Table[maps.HexRow]
    hexsides: Table[maps.HexsideRow]
    links: Table[maps.LinkRow]
    places: Table[maps.PlaceRow]
    works: Table[maps.WorkRow]
    sea_zones: Table[maps.SeaZoneRow]
    boxes: Table[maps.BoxRow]
    formations: Table[forces.FormationRow]
    units: Table[forces.UnitRow]
    arrivals: Table[forces.ArrivalRow]
    withdrawals: Table[forces.WithdrawalRow]
    replacements: Table[forces.ReplacementRow]
    support: Table[forces.SupportRow]
    reserves: Table[forces.ReserveRow]
    leaders: Table[forces.LeaderRow]
    attachments: Table[forces.AttachmentRow]
    aliases: Table[forces.AliasRow]
    left_out: Table[forces.LeftOutRow]
    milestones: Table[victories.MilestoneRow]
    commanders: Table[victories.CommanderRow]
    losses: Table[victories.LossRow]
    fronts: Table[victories.FrontRow]

    doctrine: dict[str, plans.DoctrineFile]
    change: header.VariantFile | None = None  # what the variant says, if this is one
    toml: dict[str, TomlPlaces] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def texts(self) -> Texts:
        """Texts for people, by language and key."""
        return Texts(self.path / "text")

    @property
    def name(self) -> str:
        """The name under which it is loaded: ``italy1943`` or ``italy1943/husky``."""
        return f"{self.id}/{self.variant}" if self.variant else self.id

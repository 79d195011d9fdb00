"""The headless commands. ``app`` is the typer application, ``run`` runs it with clear ends."""

from engine.cli.app import app, run

__all__ = ["app", "run"]

"""``python -m engine``: the headless commands alone."""

from engine.cli import run

if __name__ == "__main__":
    run()

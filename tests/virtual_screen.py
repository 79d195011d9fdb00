"""A virtual screen, and the few words of the X protocol that put a hand on its mouse and keyboard.

It needs nothing but the program Xvfb: the client below speaks to the server's socket itself.
"""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path
from types import TracebackType

PROGRAM = shutil.which("Xvfb")

_QUERY_TREE, _GET_ATTRIBUTES, _SET_FOCUS, _GET_FOCUS, _GET_IMAGE = 15, 3, 42, 43, 73
_QUERY_EXTENSION, _GET_MAPPING = 98, 101
_KEY_DOWN, _KEY_UP, _BUTTON_DOWN, _BUTTON_UP, _MOTION = 2, 3, 4, 5, 6
_FAKE_INPUT = 2  # of XTEST
_VIEWABLE = 2
KEYSYMS = {"Escape": 0xFF1B, "Return": 0xFF0D, "Control": 0xFFE3}


class VirtualScreen:
    """An X server without a screen of its own, with one true-colour screen of a size."""

    def __init__(self, size: tuple[int, int]) -> None:
        assert PROGRAM is not None
        reader, writer = os.pipe()
        width, height = size
        self.server = subprocess.Popen(
            [PROGRAM, "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        self.name = f":{number}"
        self.hand = Hand(int(number))

    def __enter__(self) -> VirtualScreen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hand.line.close()
        self.server.terminate()
        self.server.wait(20)


class Hand:
    """A client of the X server: presses keys, moves the mouse, and looks at the screen."""

    def __init__(self, number: int) -> None:
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(20)
        path = Path(f"/tmp/.X11-unix/X{number}")
        for _ in range(100):
            try:
                self.line.connect(str(path))
                break
            except OSError:
                time.sleep(0.05)
        self.line.sendall(struct.pack("<BxHHHHxx", 0x6C, 11, 0, 0, 0))
        status, words = struct.unpack("<BxxxxxH", self._read(8))
        about = self._read(4 * words)
        assert status == 1, about
        (vendor,) = struct.unpack_from("<H", about, 16)
        self.least, self.most = about[26], about[27]
        roots = 32 + (vendor + 3) // 4 * 4 + 8 * about[21]
        (self.root,) = struct.unpack_from("<I", about, roots)
        name = b"XTEST"
        found = self._ask(_QUERY_EXTENSION, 0, struct.pack("<Hxx", len(name)) + name + b"\0" * 3)
        assert found[8], "the server has no XTEST"
        self.xtest = found[9]
        count = self.most - self.least + 1
        mapping = self._ask(_GET_MAPPING, 0, struct.pack("<BBxx", self.least, count))
        each = mapping[1]
        symbols = struct.unpack_from(f"<{count * each}I", mapping, 32)
        self.codes = {symbols[k * each]: self.least + k for k in reversed(range(count))}

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self.line.recv(size - len(found))
            assert part, "the X server has gone"
            found += part
        return found

    def _send(self, code: int, detail: int, body: bytes) -> None:
        self.line.sendall(struct.pack("<BBH", code, detail, 1 + len(body) // 4) + body)

    def _ask(self, code: int, detail: int, body: bytes = b"") -> bytes:
        """Send a request and return its reply; events and errors of earlier ones are left aside."""
        self._send(code, detail, body)
        while True:
            head = self._read(32)
            if head[0] == 1:
                return head + self._read(4 * int.from_bytes(head[4:8], "little"))

    def _fake(self, kind: int, detail: int, at: tuple[int, int] = (0, 0)) -> None:
        self._send(
            self.xtest, _FAKE_INPUT, struct.pack("<BBxxIIxxxxxxxxhhxxxxxxxx", kind, detail, 0, self.root, *at)
        )
        self._ask(_GET_FOCUS, 0)  # wait until it is done

    def focus(self) -> bool:
        """Give the keyboard to the largest window; return whether there is one."""
        tree = self._ask(_QUERY_TREE, 0, struct.pack("<I", self.root))
        (count,) = struct.unpack_from("<H", tree, 16)
        for window in struct.unpack_from(f"<{count}I", tree, 32):
            if self._ask(_GET_ATTRIBUTES, 0, struct.pack("<I", window))[26] == _VIEWABLE:
                self._send(_SET_FOCUS, 1, struct.pack("<II", window, 0))
                return True
        return False

    def press(self, *names: str) -> None:
        """Press keys together and let them go: a letter, or a name of ``KEYSYMS``."""
        codes = [self.codes[KEYSYMS.get(name) or ord(name)] for name in names]
        for code in codes:
            self._fake(_KEY_DOWN, code)
        for code in reversed(codes):
            self._fake(_KEY_UP, code)

    def point(self, at: tuple[int, int]) -> None:
        """Move the mouse to a pixel."""
        self._fake(_MOTION, 0, at)

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        """Move the mouse to a pixel and click."""
        self.point(at)
        self._fake(_BUTTON_DOWN, button)
        self._fake(_BUTTON_UP, button)

    def see(self, rect: tuple[int, int, int, int]) -> bytes:
        """Return a part of the screen, four bytes a pixel: blue, green, red, nothing."""
        reply = self._ask(_GET_IMAGE, 2, struct.pack("<IhhHHI", self.root, *rect, 0xFFFFFFFF))
        return reply[32 : 32 + 4 * rect[2] * rect[3]]

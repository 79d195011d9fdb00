"""The window of Stivale: everything that draws or listens to mouse and keyboard."""

import os

# Small matrix products only; a pool of spinning threads would cost the window its even frames.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

"""Names for the array types in kernel signatures.

Read-only and writable arrays are different types to numba, and each mix of them compiles a
kernel anew. Hence the rule for callers: tables of the world are always read-only, everything
else is always writable, and numbers are plain Python ints and bools.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

I8 = NDArray[np.int8]
I16 = NDArray[np.int16]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]

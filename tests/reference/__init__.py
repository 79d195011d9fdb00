"""Slow, plain twins of the kernels, written from the rules and not from the compiled code.

They import nothing from ``engine``. They take the kernels' inputs in the kernels' order and
return what those write. A test compares ``constants`` with ``engine.kernels.consts``.
"""

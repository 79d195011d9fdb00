"""placeholder"""
from engine.ai.baseline import Passive
class Greedy(Passive):
    pass

from marketplace.matches.models.impression import Impression
from marketplace.matches.models.match import Match
from marketplace.matches.models.run import Blocked, MatchRun

__all__ = ["Blocked", "Impression", "Match", "MatchRun"]

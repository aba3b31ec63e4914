"""Git coordination: agents at work on branches, branches waiting to be merged, merges made."""

from gitcoord.models.history import MergeHistory
from gitcoord.models.pending import PendingMerge
from gitcoord.models.sessions import GitAgentSession

__all__ = ["GitAgentSession", "MergeHistory", "PendingMerge"]

"""Git, as the coordinator runs it: the only place where a git process is started."""

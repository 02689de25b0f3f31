"""The leader's desk: what a team can use on Monday, made from its own files, which stay on this machine."""

"""The leader's desk: a leader's own files in, something to use on Monday out. Nothing leaves the machine."""

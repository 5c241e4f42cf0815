"""Volumes: a month of entries a second time, folded and sealed, to look through."""

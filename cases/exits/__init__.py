"""Sortie du dispositif: why, what was reached along each axis, what is still open."""

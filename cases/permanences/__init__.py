"""Permanences: the rhythm that makes them, their places, their papers."""

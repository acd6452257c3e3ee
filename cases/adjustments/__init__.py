"""Measures, adjustments as a project of both sides, permissions de sortir, certificates for the judge's file."""

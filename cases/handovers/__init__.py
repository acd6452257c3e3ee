"""Relais: a file passed from one Mission Locale to another, with the young person's agreement."""

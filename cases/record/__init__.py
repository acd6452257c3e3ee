"""The record of one young person: what one reads of them, today, next, and all along the way."""

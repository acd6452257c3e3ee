"""The steering-committee sheet: one page for a partner, a funder or a programme, and what its committee decided."""

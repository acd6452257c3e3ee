"""How fast, and how big: ratios in one run, held against the project's goals. README.md says what is measured."""

"""The demonstration: an invented cohort, written as a description of the programme and drawn with one seeded dice.

Nothing here imports Django. `cohort.package_rows(on)` gives the rows of a data package; nobody in it exists.
"""

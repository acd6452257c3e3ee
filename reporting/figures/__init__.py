"""The figures of the annual report, by theme: one function a figure or table, named by its id, its definition as
docstring. Each takes the `Facts` of a scope; `reporting.report` lists them in order."""

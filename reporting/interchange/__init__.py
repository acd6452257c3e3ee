"""The data package (contract, section 1): what goes in and comes out in bulk, exactly.

`import_package` reads (reading, tables, workbook), checks (checking, rules), compares and writes (writing,
follow_ups); `export_package` writes the same files back. `schema` says what the files hold, `records` which models
stand behind them.
"""

from reporting.interchange.exporting import export_package
from reporting.interchange.faults import Fault, PackageFaults
from reporting.interchange.importing import Count, Summary, import_package, import_tables
from reporting.interchange.tables import Package
from reporting.interchange.workbook import WorkbookTooSmall

__all__ = [
    "Count",
    "Fault",
    "Package",
    "PackageFaults",
    "Summary",
    "WorkbookTooSmall",
    "export_package",
    "import_package",
    "import_tables",
]

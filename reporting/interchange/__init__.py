"""The data package (contract, section 1): what goes in and comes out in bulk, exactly.

`import_package` reads (reading, tables, workbook), checks (checking, rules, owners), compares and writes (addresses,
agreements, writing, follow_ups); `export_package` writes the same files back. `schema` says what the files hold,
`records` and `paths` which models stand behind them, `staging` keeps the rows aside meanwhile.

Where the contract leaves a choice:
- a CSV or a sheet whose name is no resource's is ignored, and the import says so; other files are ignored;
- a line that ends too early or too late, and a column named twice, are faults;
- `inconnu` is an empty cell wherever the answer is typed or a closed list, never in free text;
- lists lose their spaces, repetitions and empty items, and are sorted; an empty `origine` is `spip`;
- numbers have a decimal point; dates before 1 March 1900 are text in a workbook;
- criteria go to, and come from, the latest version: the package does not date them;
- a funder that the package no longer names is removed; so is an address that it empties;
- a person's address without dates is in `jeunes`, those with a date in `adresses`; one that the package dates is so
  before anything else is compared;
- a hand-over that was decided has a date; no two began the same enrolment, no two appointments became one contact;
- an amendment, a commitment stay with their agreement;
- who asked and who decided are accounts: they are not in the package;
- the i-milo number has 6 to 10 digits (an assumption: its form is not published).
"""

from reporting.interchange.exporting import export_package, people_exported
from reporting.interchange.faults import Fault, PackageFaults
from reporting.interchange.importing import Count, Summary, import_package, one_import_at_a_time
from reporting.interchange.workbook import WorkbookTooSmall

__all__ = [
    "Count",
    "Fault",
    "PackageFaults",
    "Summary",
    "WorkbookTooSmall",
    "export_package",
    "import_package",
    "one_import_at_a_time",
    "people_exported",
]

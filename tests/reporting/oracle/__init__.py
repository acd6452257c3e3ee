"""The annual report computed a second time, by plain loops over the rows of a data package.

It is written from the definitions of the figures alone, shares nothing with the application, uses no database, and is
slow on purpose. `report` gives the JSON of the report; `comparable` and `differences` hold two reports against each
other.

Where a definition leaves a choice, these readings were taken (each is one function here):

1.  Followed: both ends are in, so the 180th day after the last exit or decision still counts. A gap between two stays
    is followed too. A referral `en_attente` is undecided even if it carries a date.
2.  `setting`: the order of the definition's list decides when several things run on 31 December. Custody comes first,
    unless a granted adjustment outside custody that began in it runs; then such an adjustment on its own (a
    conditional release, which has ended the custody); then the community; then the CEF. Something that ends on
    31 December still runs on that day. Outside custody: DDSE, external placement, conditional release, and a
    libération sous contrainte carried out as one of these; not semi-liberté, nor a libération sous contrainte without
    a modality. One without an end runs on as stored, even a DDSE whose custody was lifted since.
3.  Inside a measure means from its first to its last day, both in, so an adjustment that starts on the day that ends
    one custody and begins the next lies in both.
4.  With a Mission Locale in scope every contact used is its own: `referrals` (seen), `reach`, `releases` too.
5.  `reach`: the entry or referral « by 31 December Y » may come after the écrou; entries by hand-over count.
6.  `since_start`: programmes without a first year are left aside; with no year at all, the three figures are null.
7.  `reincarceration`: a custody that begins on the day of the levée is a return on day 0. The 95 % interval is that of
    the share back (1 − S). « Within a horizon » includes its last day. Shares and bounds are percentages.
8.  `reference`: a Mission Locale « has figures for Y » when it has any row for that year, whatever its table.
9.  A percentage is null only when its base is 0: a row of 0 among others is 0 %.
10. `adjustments_prepared`: « no start yet » is an empty start, whatever the year.
11. `exceptions`: blanks alone are no written reason.
12. `referrals`: « admitted » by the date of the decision; a decision after 31 December is pending.
13. Totals are given for the columns that add up (see `compare.TOTALS`); no total of medians, `releases`, `reach`,
    `targets`, `reincarceration`.
14. `rights`: of people followed on the day on which the need was opened. A need belongs to the custody that it names
    (of its person, begun by 31 December), else to the last one begun when it was opened; where no release is known, it
    was settled in time once it was settled. Settled without a date is not.
15. `housing_settled`: the needs of that custody opened by 31 December, as stored; those without object are no plan.
16. `qpv`: the answer without dates counts as it is, whatever its kind; dated homes on the eve of the last écrou and on
    the day of its release, or on 31 December of who was never held.
"""

from tests.reporting.oracle.compare import comparable, differences
from tests.reporting.oracle.report import report

__all__ = ["comparable", "differences", "report"]

"""The workbook's sheet of counted indicators: each change worked out in live cells."""

from collections.abc import Sequence

from tracker.domain.workings_parts import Role
from tracker.exporting.workbook_cells import DECIMAL, P_VALUE, PLAIN, Column
from tracker.exporting.workbook_columns import (
    LATER,
    check_column,
    event_columns,
    limit_columns,
    naming_columns,
    program_columns,
    ratio_columns,
    spread_columns,
    verdict_column,
    when_judged,
)
from tracker.text import _


def change_columns() -> Sequence[Column]:
    """Return the columns of the counted indicators' own changes."""
    own = _("Own municipality")
    return (
        *naming_columns(),
        *event_columns(own, Role.OWN),
        Column(
            key="rate_before",
            heading=_("Per 10 000 before"),
            group=own,
            how=_("events ÷ inhabitant-years × 10 000"),
            formula='IF({populated}=1,IFERROR({before}/{time_before}*10000,""),"")',
            form=DECIMAL,
        ),
        Column(
            key="rate_after",
            heading=_("Per 10 000 now"),
            group=own,
            formula='IF({populated}=1,IFERROR({after}/{time_after}*10000,""),"")',
            form=DECIMAL,
        ),
        Column(
            key="judged",
            heading=_("Is judged"),
            group=own,
            how=_("1 when the series is whole and each period has events enough"),
            formula="IF(AND({broken}=0,MIN({before},{after})>={s_fewest}),1,0)",
            form=PLAIN,
            width=9,
        ),
        *ratio_columns(),
        *spread_columns(Role.OWN),
        *limit_columns(),
        Column(
            key="chance_own",
            heading=_("p-value"),
            group=_("Uncertainty"),
            how=_("two-sided, exact; the program's where the limits are moved"),
            formula=when_judged(
                "IF({widening}=1,MAX(1E-12,MIN(1,2*MIN("
                + _binomial("{after}")
                + ",1-"
                + _binomial("{after}-1")
                + "))),{program_p})"
            ),
            form=P_VALUE,
        ),
        verdict_column("{time_before}", "{time_after}", "{chance_own}"),
        *program_columns(),
        check_column(
            ("ratio", "program_ratio"),
            ("low", "program_low"),
            ("high", "program_high"),
            ("chance_own", "program_p"),
            ("verdict", "program_verdict"),
        ),
    )


def _binomial(events: str) -> str:
    share = "{time_after}/({time_before}+{time_after})"
    return f"{LATER}BINOM.DIST({events},{{before}}+{{after}},{share},TRUE)"

"""What the workbook's sheets of changes have in common: sums, exact limits, spread, checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.domain.effects import Caution, Change
from tracker.domain.review_content import ReviewedIndicator
from tracker.domain.terms import Finding
from tracker.domain.verdicts import verdict_word
from tracker.domain.workings_parts import Role
from tracker.exporting.workbook_cells import (
    CHANGE,
    DECIMAL,
    P_VALUE,
    PLAIN,
    RATIO,
    WHOLE,
    Column,
    name_columns,
)
from tracker.exporting.workbook_values import role_code
from tracker.text import _

#: Excel's functions of 2010 and later carry this in the file, though people never see it.
LATER = "_xlfn."
UPPER = "(1+{s_confidence})/2"
LOWER = "(1-{s_confidence})/2"
Z = f"{LATER}NORM.S.INV({UPPER})"


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One indicator with its number on the sheet of values."""

    number: int
    indicator: ReviewedIndicator

    @property
    def change(self) -> Change:
        """Return its change."""
        return self.indicator.change


def naming_columns() -> Sequence[Column]:
    """Return the columns that name an indicator."""
    return (
        *name_columns(group=_("Indicator"), width=34),
        Column(
            key="broken",
            heading=_("Series broken"),
            group=_("Indicator"),
            how=_("1 when the way of measuring changed between the periods"),
            value=lambda row: int(Caution.SERIES_BREAK in row.change.cautions),
            form=PLAIN,
            width=9,
        ),
    )


def sum_values(measure: str, role: Role, side: int) -> str:
    """Return the formula that sums a column of the values over one period of one part."""
    return (
        f"SUMIFS({{v_{measure}}},{{v_number}},{{number}},"
        f'{{v_role}},"{role_code(role)}",{{v_counted}},1,{{v_period}},{side})'
    )


def event_columns(group: str, role: Role) -> Sequence[Column]:
    """Return the columns that sum one part's events and inhabitant-years."""

    def time(side: int) -> str:
        return (
            f"IF({{populated}}=1,{sum_values('population', role, side)},"
            f"{sum_values('counted', role, side)})"
        )

    def both(measure: str) -> str:
        return f"{sum_values(measure, role, 1)}+{sum_values(measure, role, 2)}"

    return (
        Column(
            key="before",
            heading=_("Events before"),
            group=group,
            how=_("the sum of the events of the years that count"),
            formula=sum_values("events", role, 1),
            form=WHOLE,
        ),
        Column(
            key="after",
            heading=_("Events now"),
            group=group,
            formula=sum_values("events", role, 2),
            form=WHOLE,
        ),
        Column(
            key="populated",
            heading=_("Per inhabitant"),
            group=group,
            how=_("1 when every year that counts has its population"),
            formula=f"IF({both('populated')}={both('counted')},1,0)",
            form=PLAIN,
            width=10,
        ),
        Column(
            key="time_before",
            heading=_("Inhabitant-years before"),
            group=group,
            how=_("the sum of the population of the years that count; or the number of years"),
            formula=time(1),
            form=WHOLE,
        ),
        Column(
            key="time_after",
            heading=_("Inhabitant-years now"),
            group=group,
            formula=time(2),
            form=WHOLE,
        ),
    )


def when_judged(formula: str) -> str:
    """Return a formula that is blank where a change may not be judged."""
    return f'IF({{judged}}=1,{formula},"")'


def ratio_columns() -> Sequence[Column]:
    """Return the columns of a rate ratio with its exact limits (`intervals.rate_ratio`)."""
    group = _("Ratio and exact limits")
    scale = "{time_before}/{time_after}"
    return (
        Column(
            key="ratio",
            heading=_("Ratio"),
            group=group,
            how=_("rate now ÷ rate before"),
            formula=when_judged("({after}/{time_after})/({before}/{time_before})"),
            form=RATIO,
        ),
        Column(
            key="share_low",
            heading=_("b, lower"),
            group=group,
            how=_("lower Clopper–Pearson limit for the share of all events that came now"),
            formula=when_judged(f"{LATER}BETA.INV({LOWER},{{after}},{{before}}+1)"),
            form=RATIO,
        ),
        Column(
            key="share_high",
            heading=_("b, upper"),
            group=group,
            how=_("upper Clopper–Pearson limit for the same share"),
            formula=when_judged(f"{LATER}BETA.INV({UPPER},{{after}}+1,{{before}})"),
            form=RATIO,
        ),
        Column(
            key="exact_low",
            heading=_("Exact lower limit"),
            group=group,
            how=_("b ÷ (1 − b) × inhabitant-years before ÷ now"),
            formula=when_judged(f"{{share_low}}/(1-{{share_low}})*{scale}"),
            form=RATIO,
        ),
        Column(
            key="exact_high",
            heading=_("Exact upper limit"),
            group=group,
            formula=when_judged(f"{{share_high}}/(1-{{share_high}})*{scale}"),
            form=RATIO,
        ),
    )


def spread_columns(role: Role, *, estimated: int = 0) -> Sequence[Column]:
    """Return the columns of the years' spread and of what it widens (`intervals.dispersion`).

    `estimated` is how many further quantities the expected events were worked out from.
    """
    group = _("Spread between years")
    where = f'{{v_number}},{{number}},{{v_role}},"{role_code(role)}"'
    less = f"-{estimated}" if estimated else ""
    return (
        Column(
            key="degrees",
            heading=_("Degrees of freedom"),
            group=group,
            how=_("the sum of the years' degrees; one less for areas that share a change")
            if estimated
            else _("the sum of the years' degrees"),
            formula=f"ROUND(SUMIFS({{v_degrees}},{where}),0){less}",
            form=PLAIN,
            width=13,
        ),
        Column(
            key="spread",
            heading="φ",
            group=group,
            how=_("the sum of (x − μ)² / μ ÷ degrees of freedom; 1 is as chance gives"),
            formula=(
                "IF(AND({judged}=1,{degrees}>0)," + f'SUMIFS({{v_pearson}},{where})/{{degrees}},"")'
            ),
            form=DECIMAL,
            width=9,
        ),
        Column(
            key="chance",
            heading=_("p of φ"),
            group=group,
            how=_("how often chance alone gives as large a spread"),
            formula='IF({spread}="","",'
            f"{LATER}CHISQ.DIST.RT({{spread}}*{{degrees}},{{degrees}}))",
            form=P_VALUE,
            width=9,
        ),
        Column(
            key="widening",
            heading=_("Limits moved outwards"),
            group=group,
            how=_("√φ × t ÷ z when p of φ is below the level on the first sheet, else 1"),
            formula='IF({spread}="",1,IF({chance}<{s_level},'
            f"MAX(1,SQRT({{spread}})*{LATER}T.INV({UPPER},{{degrees}})/{Z}),1))",
            form=DECIMAL,
        ),
    )


def limit_columns() -> Sequence[Column]:
    """Return the columns of a ratio's limits, moved outwards for spread (`intervals.widen`)."""
    group = _("Uncertainty")
    return (
        Column(
            key="low",
            heading=_("Lower limit"),
            group=group,
            how=_("ratio × (exact limit ÷ ratio) ^ limits moved outwards"),
            formula=when_judged("{ratio}*({exact_low}/{ratio})^{widening}"),
            form=RATIO,
        ),
        Column(
            key="high",
            heading=_("Upper limit"),
            group=group,
            formula=when_judged('IFERROR({ratio}*({exact_high}/{ratio})^{widening},"∞")'),
            form=RATIO,
        ),
        Column(
            key="change",
            heading=_("The change"),
            group=group,
            how=_("ratio − 1"),
            formula=when_judged("{ratio}-1"),
            form=CHANGE,
        ),
    )


# Verdict, the program's own figures and the check ----------------------------------------


def quoted(words: str) -> str:
    """Return words as a formula's text, with braces kept from being filled in."""
    return '"' + words.replace('"', '""').replace("{", "{{").replace("}", "}}") + '"'


def verdict_column(before: str, after: str, chance: str) -> Column:
    """Return the column that judges, from the periods' exposure and the p-value."""
    words = {finding: quoted(verdict_word(finding)) for finding in Finding}
    unknown = words[Finding.CANNOT_BE_ASSESSED]
    return Column(
        key="verdict",
        heading=_("Verdict"),
        group=_("Verdict"),
        how=_("by the limits alone: a change counts when they leave out 1"),
        formula=(
            f"IF(MIN({before},{after})=0,{words[Finding.NO_DATA]},"
            f"IF({{broken}}=1,{unknown},"
            f"IF({{judged}}=0,{words[Finding.TOO_FEW]},"
            f"IF(AND({{low}}<=1,{{high}}>=1),{unknown},"
            f"IF(AND({{s_adjusted}}=1,{chance}>{{s_kept}}),{unknown},"
            f"IF({{high}}<1,{words[Finding.DECREASED]},{words[Finding.INCREASED]}))))))"
        ),
        width=18,
    )


def program_columns() -> Sequence[Column]:
    """Return the columns of the program's own figures for a change."""

    def limit(name: str) -> Callable[[ChangeRow], object]:
        return lambda row: getattr(row.change.ratio, name) if row.change.ratio else None

    return (
        program("program_ratio", _("Ratio"), limit("estimate")),
        program("program_low", _("Lower limit"), limit("low")),
        program("program_high", _("Upper limit"), limit("high")),
        program("program_p", _("p-value"), lambda row: row.change.p_value, P_VALUE),
        program("program_verdict", _("Verdict"), lambda row: verdict_word(row.change.finding)),
    )


def program(
    key: str, heading: str, value: Callable[[ChangeRow], object], form: str = RATIO
) -> Column:
    """Return a column of the program's own figures."""
    return Column(
        key=key,
        heading=heading,
        group=_("The program's own figures"),
        value=value,
        form=form,
        width=14,
        is_program=True,
    )


def check_column(*pairs: tuple[str, str], key: str = "check") -> Column:
    """Return the column that says whether what was worked out here equals the program's.

    Blank equals blank, and words equal words.
    """
    same, different = quoted(_("equal")), quoted(_("differs"))
    tests = ",".join(
        f"IF(AND(ISNUMBER({{{mine}}}),ISNUMBER({{{other}}})),"
        f"ABS({{{mine}}}-{{{other}}})<={{s_tolerance}}*MAX(1,ABS({{{other}}})),"
        f'{{{mine}}}&""={{{other}}}&"")'
        for mine, other in pairs
    )
    return Column(
        key=key,
        heading=_("Check"),
        group=_("The program's own figures"),
        how=_("whether the cells here give what the program gave"),
        formula=f"IF(AND({tests}),{same},{different})",
        width=11,
    )

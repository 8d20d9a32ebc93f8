"""The workbook's sheet of shares: Wilson's, Newcombe's and MOVER limits in live cells."""

from collections.abc import Callable, Sequence

from tracker.domain.effects import Interval
from tracker.domain.workings_parts import Role
from tracker.exporting.workbook_cells import CHANGE, PLAIN, RATIO, SHARE, WHOLE, Column
from tracker.exporting.workbook_columns import (
    ChangeRow,
    Z,
    check_column,
    naming_columns,
    program,
    program_columns,
    sum_values,
    verdict_column,
)
from tracker.text import _

_JUDGED = "{judged}=1"
#: Whether the comparison areas have answers enough; the own judgement does not matter.
_AREAS_JUDGED = "AND({broken}=0,MIN({areas_yes_before},{areas_yes_after})>={s_fewest})"


def share_columns() -> Sequence[Column]:
    """Return the columns of the shares' own changes, and of their comparison areas'."""
    own, areas = _("Own municipality"), _("Comparison areas")
    return (
        *naming_columns(),
        *_sums(own, "", Role.OWN),
        Column(
            key="judged",
            heading=_("Is judged"),
            group=own,
            how=_("1 when the series is whole and each period has answers enough"),
            formula="IF(AND({broken}=0,MIN({yes_before},{yes_after})>={s_fewest}),1,0)",
            form=PLAIN,
            width=9,
        ),
        *_wilson(own, "", _JUDGED),
        *_difference(),
        *_ratio(_("Uncertainty"), "", _JUDGED),
        verdict_column("{answers_before}", "{answers_after}", "{program_p}"),
        *program_columns(),
        check_column(
            ("ratio", "program_ratio"),
            ("low", "program_low"),
            ("high", "program_high"),
            ("verdict", "program_verdict"),
        ),
        *_sums(areas, "areas_", Role.COMPARISON),
        *_wilson(areas, "areas_", _AREAS_JUDGED),
        *_ratio(areas, "areas_", _AREAS_JUDGED),
        *_relative(),
    )


def _when(condition: str, formula: str) -> str:
    return f'IF({condition},{formula},"")'


def _sums(group: str, prefix: str, role: Role) -> Sequence[Column]:
    columns = []
    for side, name, word in ((1, "before", _("before")), (2, "after", _("now"))):
        columns += [
            Column(
                key=f"{prefix}yes_{name}",
                heading=_("Yes-answers %(when)s", when=word),
                group=group,
                how=_("the sum of share × respondents"),
                formula=sum_values("yes", role, side),
                form="#,##0.0",
            ),
            Column(
                key=f"{prefix}answers_{name}",
                heading=_("Respondents %(when)s", when=word),
                group=group,
                formula=sum_values("answers", role, side),
                form=WHOLE,
            ),
            Column(
                key=f"{prefix}share_{name}",
                heading=_("Share %(when)s", when=word),
                group=group,
                how=_("yes-answers ÷ respondents"),
                formula=f'IFERROR({{{prefix}yes_{name}}}/{{{prefix}answers_{name}}},"")',
                form=SHARE,
            ),
        ]
    return columns


def _wilson(group: str, prefix: str, condition: str) -> Sequence[Column]:
    columns = []
    for name, word in (("before", _("before")), ("after", _("now"))):
        share, size = f"{{{prefix}share_{name}}}", f"{{{prefix}answers_{name}}}"
        middle = f"({share}+{Z}^2/(2*{size}))"
        reach = f"{Z}*SQRT({share}*(1-{share})/{size}+{Z}^2/(4*{size}^2))"
        whole = f"(1+{Z}^2/{size})"
        columns += [
            Column(
                key=f"{prefix}low_{name}",
                heading=_("Wilson, lower, %(when)s", when=word),
                group=group,
                how="(p + z²/2n − z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n)",
                formula=_when(condition, f"MAX(0,({middle}-{reach})/{whole})"),
                form=SHARE,
            ),
            Column(
                key=f"{prefix}high_{name}",
                heading=_("Wilson, upper, %(when)s", when=word),
                group=group,
                formula=_when(condition, f"MIN(1,({middle}+{reach})/{whole})"),
                form=SHARE,
            ),
        ]
    return columns


def _difference() -> Sequence[Column]:
    group = _("Difference (Newcombe)")
    form = CHANGE
    return (
        Column(
            key="difference",
            heading=_("Difference"),
            group=group,
            how=_("share now − share before"),
            formula=_when(_JUDGED, "{share_after}-{share_before}"),
            form=form,
        ),
        Column(
            key="difference_low",
            heading=_("Lower limit"),
            group=group,
            how="d − √((p₂ − l₂)² + (u₁ − p₁)²)",
            formula=_when(
                _JUDGED,
                "{difference}-SQRT(({share_after}-{low_after})^2+({high_before}-{share_before})^2)",
            ),
            form=form,
        ),
        Column(
            key="difference_high",
            heading=_("Upper limit"),
            group=group,
            how="d + √((u₂ − p₂)² + (p₁ − l₁)²)",
            formula=_when(
                _JUDGED,
                "{difference}+SQRT(({high_after}-{share_after})^2+({share_before}-{low_before})^2)",
            ),
            form=form,
        ),
    )


def _ratio(group: str, prefix: str, condition: str) -> Sequence[Column]:
    """Return MOVER-R's limits, as `intervals.share_ratio` works them out."""

    def cell(name: str) -> str:
        return f"{{{prefix}{name}}}"

    p1, p2 = cell("share_before"), cell("share_after")
    l1, u1, l2, u2 = (
        cell(name) for name in ("low_before", "high_before", "low_after", "high_after")
    )

    def root(earlier: str, later: str) -> str:
        inner = f"({p1}*{p2})^2-{earlier}*(2*{p1}-{earlier})*{later}*(2*{p2}-{later})"
        return f"{p1}*{p2}+SQRT(MAX(0,{inner}))"

    return (
        Column(
            key=f"{prefix}ratio",
            heading=_("Ratio"),
            group=group,
            how=_("share now ÷ share before; its limits by MOVER-R"),
            formula=_when(condition, f"{p2}/{p1}"),
            form=RATIO,
        ),
        Column(
            key=f"{prefix}low",
            heading=_("Lower limit"),
            group=group,
            how="l₂(2p₂ − l₂) ÷ (p₁p₂ + √((p₁p₂)² − u₁(2p₁ − u₁)l₂(2p₂ − l₂)))",
            formula=_when(condition, f"{l2}*(2*{p2}-{l2})/({root(u1, l2)})"),
            form=RATIO,
        ),
        Column(
            key=f"{prefix}high",
            heading=_("Upper limit"),
            group=group,
            how="(p₁p₂ + √((p₁p₂)² − l₁(2p₁ − l₁)u₂(2p₂ − u₂))) ÷ (l₁(2p₁ − l₁))",
            formula=_when(condition, f"({root(l1, u2)})/({l1}*(2*{p1}-{l1}))"),
            form=RATIO,
        ),
    )


def _relative() -> Sequence[Column]:
    """Return one ratio over the other, as `comparison_areas.ratio_of_ratios` works it out."""
    group, condition = _("Own over comparison areas"), f"AND({_JUDGED},ISNUMBER({{areas_ratio}}))"

    def limit(sign: str, own: str, other: str) -> str:
        return _when(
            condition,
            f"EXP(LN({{relative}}){sign}SQRT(LN({{ratio}}/{{{own}}})^2"
            f"+LN({{areas_ratio}}/{{areas_{other}}})^2))",
        )

    def value(name: str) -> Callable[[ChangeRow], object]:
        def read(row: ChangeRow) -> object:
            relative: Interval | None = row.change.relative
            return getattr(relative, name) if relative else None

        return read

    return (
        Column(
            key="relative",
            heading=_("Ratio"),
            group=group,
            how=_("own ratio ÷ the comparison areas'"),
            formula=_when(condition, "{ratio}/{areas_ratio}"),
            form=RATIO,
        ),
        Column(
            key="relative_low",
            heading=_("Lower limit"),
            group=group,
            how=_("MOVER on the logarithmic scale"),
            formula=limit("-", "low", "high"),
            form=RATIO,
        ),
        Column(
            key="relative_high",
            heading=_("Upper limit"),
            group=group,
            formula=limit("+", "high", "low"),
            form=RATIO,
        ),
        program("program_relative", _("Ratio"), value("estimate")),
        program("program_relative_low", _("Lower limit"), value("low")),
        program("program_relative_high", _("Upper limit"), value("high")),
        check_column(
            ("relative", "program_relative"),
            ("relative_low", "program_relative_low"),
            ("relative_high", "program_relative_high"),
            key="check_areas",
        ),
    )

"""The workbook's sheets of comparison areas and of a nearby place, for counted indicators."""

from collections.abc import Callable, Sequence

from tracker.domain.effects import Displacement, Interval
from tracker.domain.workings_parts import Role
from tracker.exporting.workbook_cells import (
    DECIMAL,
    PLAIN,
    RATIO,
    SIGNED,
    WHOLE,
    Column,
    name_columns,
)
from tracker.exporting.workbook_columns import (
    ChangeRow,
    Z,
    check_column,
    event_columns,
    limit_columns,
    naming_columns,
    program,
    ratio_columns,
    spread_columns,
    sum_values,
)
from tracker.text import _


def _own(key: str, heading: str, form: str, *, source: str) -> Column:
    """Return a column that fetches a cell of the same indicator from the sheet of changes."""
    return Column(
        key=key,
        heading=heading,
        group=_("Own municipality"),
        formula=lambda row: f"{{own_{source}_{row.number}}}",
        form=form,
    )


def area_columns() -> Sequence[Column]:
    """Return the columns of the comparison areas' change and of the own change over it."""
    areas, group = _("Comparison areas"), _("Own over comparison areas")
    condition = "AND({judged}=1,ISNUMBER({own_ratio}))"
    variance = "{own_widening}^2*(1/{own_before}+1/{own_after})+{widening}^2*(1/{before}+1/{after})"

    def limit(sign: str) -> str:
        return f'IF({condition},{{relative}}*EXP({sign}{Z}*SQRT({{variance}})),"")'

    return (
        *naming_columns(),
        *event_columns(areas, Role.COMPARISON),
        Column(
            key="judged",
            heading=_("Is judged"),
            group=areas,
            how=_("1 when the own series is whole and the areas have events enough"),
            formula="IF(AND({broken}=0,MIN({before},{after})>={s_fewest}),1,0)",
            form=PLAIN,
            width=9,
        ),
        *ratio_columns(),
        *spread_columns(Role.COMPARISON, estimated=1),
        *limit_columns(),
        program("program_ratio", _("Ratio"), _part("comparison", "estimate")),
        program("program_low", _("Lower limit"), _part("comparison", "low")),
        program("program_high", _("Upper limit"), _part("comparison", "high")),
        check_column(("ratio", "program_ratio"), ("low", "program_low"), ("high", "program_high")),
        _own("own_before", _("Events before"), WHOLE, source="before"),
        _own("own_after", _("Events now"), WHOLE, source="after"),
        _own("own_ratio", _("Ratio"), RATIO, source="ratio"),
        _own("own_widening", _("Limits moved outwards"), DECIMAL, source="widening"),
        Column(
            key="relative",
            heading=_("Ratio"),
            group=group,
            how=_("own ratio ÷ the comparison areas'"),
            formula=f'IF({condition},{{own_ratio}}/{{ratio}},"")',
            form=RATIO,
        ),
        Column(
            key="variance",
            heading="VAR(ln RES)",
            group=group,
            how="w₁² (1/a + 1/b) + w₂² (1/c + 1/d)",
            formula=f'IF({condition},{variance},"")',
            form="0.00000",
        ),
        Column(
            key="relative_low",
            heading=_("Lower limit"),
            group=group,
            how=_("ratio × e^(−z√VAR)"),
            formula=limit("-"),
            form=RATIO,
        ),
        Column(
            key="relative_high",
            heading=_("Upper limit"),
            group=group,
            how=_("ratio × e^(z√VAR)"),
            formula=limit(""),
            form=RATIO,
        ),
        Column(
            key="effect_size",
            heading="RES",
            group=group,
            how=_("1 ÷ ratio: above 1 it went down more here than there"),
            formula=f'IF({condition},1/{{relative}},"")',
            form=RATIO,
        ),
        program("program_relative", _("Ratio"), _part("relative", "estimate")),
        program("program_relative_low", _("Lower limit"), _part("relative", "low")),
        program("program_relative_high", _("Upper limit"), _part("relative", "high")),
        check_column(
            ("relative", "program_relative"),
            ("relative_low", "program_relative_low"),
            ("relative_high", "program_relative_high"),
            key="check_relative",
        ),
    )


def _part(field: str, name: str) -> Callable[[ChangeRow], object]:
    def read(row: ChangeRow) -> object:
        interval: Interval | None = getattr(row.change, field)
        return getattr(interval, name) if interval else None

    return read


# A nearby place --------------------------------------------------------------------------


def displacement_columns() -> Sequence[Column]:
    """Return the columns of the own municipality and its nearby place taken together."""
    near, group = _("Nearby place"), _("Together, against the comparison areas")

    def areas(key: str, heading: str, form: str, source: str, how: str = "") -> Column:
        return Column(
            key=key,
            heading=heading,
            group=_("Comparison areas"),
            how=how,
            formula=lambda row: f"{{areas_{source}_{row.number}}}",
            form=form,
        )

    return (
        *name_columns(group=_("Indicator"), width=34),
        Column(
            key="nearby",
            heading=near,
            group=_("Indicator"),
            value=lambda row: row.change.series.nearby,
            width=18,
        ),
        _own("own_before", _("Events before"), WHOLE, source="before"),
        _own("own_after", _("Events now"), WHOLE, source="after"),
        _own("own_widening", _("Limits moved outwards"), DECIMAL, source="widening"),
        Column(
            key="near_before",
            heading=_("Events before"),
            group=near,
            formula=sum_values("events", Role.NEARBY, 1),
            form=WHOLE,
        ),
        Column(
            key="near_after",
            heading=_("Events now"),
            group=near,
            formula=sum_values("events", Role.NEARBY, 2),
            form=WHOLE,
        ),
        Column(
            key="judged",
            heading=_("Is judged"),
            group=near,
            formula="IF(MIN({near_before},{near_after})>={s_fewest},1,0)",
            form=PLAIN,
            width=9,
        ),
        *spread_columns(Role.NEARBY),
        areas("areas_before", _("Events before"), WHOLE, "before"),
        areas("areas_after", _("Events now"), WHOLE, "after"),
        areas("areas_widening", _("Limits moved outwards"), DECIMAL, "widening"),
        Column(
            key="weight",
            heading=_("Weight"),
            group=_("Comparison areas"),
            how=_("inhabitant-years here and nearby ÷ theirs"),
            formula=_weight,
            form=RATIO,
        ),
        Column(
            key="length",
            heading=_("Length of the earlier period"),
            group=group,
            how=_("years before ÷ years now"),
            formula=(
                f"{sum_values('counted', Role.NEARBY, 1)}/{sum_values('counted', Role.NEARBY, 2)}"
            ),
            form=DECIMAL,
        ),
        Column(
            key="difference",
            heading="WDD",
            group=group,
            how=_(
                "change here + change nearby − weight × the areas' change, each now − before ÷ length"
            ),
            formula=(
                "({own_after}-{own_before}/{length})+({near_after}-{near_before}/{length})"
                "-{weight}*({areas_after}-{areas_before}/{length})"
            ),
            form=SIGNED,
        ),
        Column(
            key="variance",
            heading=_("Variance of WDD"),
            group=group,
            how=_("each part: (limits moved outwards × weight)² × (now + before ÷ length²)"),
            formula=(
                "{own_widening}^2*({own_after}+{own_before}/{length}^2)"
                "+{widening}^2*({near_after}+{near_before}/{length}^2)"
                "+({areas_widening}*{weight})^2*({areas_after}+{areas_before}/{length}^2)"
            ),
            form=DECIMAL,
        ),
        Column(
            key="difference_low",
            heading=_("Lower limit"),
            group=group,
            how="WDD − z√VAR",
            formula=f"{{difference}}-{Z}*SQRT({{variance}})",
            form=SIGNED,
        ),
        Column(
            key="difference_high",
            heading=_("Upper limit"),
            group=group,
            how="WDD + z√VAR",
            formula=f"{{difference}}+{Z}*SQRT({{variance}})",
            form=SIGNED,
        ),
        Column(
            key="quotient",
            heading="WDQ",
            group=group,
            how=_("the nearby place's change ÷ the own, both per event in the areas"),
            formula=(
                'IF({own_after}/{areas_after}>={own_before}/{areas_before},"",'
                "({near_after}/{areas_after}-{near_before}/{areas_before})"
                "/({own_after}/{areas_after}-{own_before}/{areas_before}))"
            ),
            form=DECIMAL,
        ),
        Column(
            key="net_effect",
            heading=_("Total net effect"),
            group=group,
            how=_("what the areas' change would have given here and nearby − what there was"),
            formula=(
                "({own_before}+{near_before})*{areas_after}/{areas_before}-{own_after}-{near_after}"
            ),
            form=SIGNED,
        ),
        program("program_difference", "WDD", lambda row: _found(row).difference.estimate, SIGNED),
        program("program_low", _("Lower limit"), lambda row: _found(row).difference.low, SIGNED),
        program("program_high", _("Upper limit"), lambda row: _found(row).difference.high, SIGNED),
        program("program_quotient", "WDQ", lambda row: _found(row).quotient, DECIMAL),
        program(
            "program_net_effect", _("Total net effect"), lambda row: _found(row).net_effect, SIGNED
        ),
        check_column(
            ("difference", "program_difference"),
            ("difference_low", "program_low"),
            ("difference_high", "program_high"),
            ("quotient", "program_quotient"),
            ("net_effect", "program_net_effect"),
        ),
    )


def _found(row: ChangeRow) -> Displacement:
    found = row.change.displacement
    if found is None:
        raise ValueError("The indicator has no nearby place.")
    return found


def _weight(row: ChangeRow) -> str:
    near = "+".join(sum_values("population", Role.NEARBY, side) for side in (1, 2))
    own = f"{{own_time_before_{row.number}}}+{{own_time_after_{row.number}}}"
    areas = f"{{areas_time_before_{row.number}}}+{{areas_time_after_{row.number}}}"
    return f"({own}+{near})/({areas})"

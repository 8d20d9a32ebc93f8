"""The duties of lag (2023:196): which they are, what they are called, what the Act asks.

What the Act asks is close to its own words, and says nothing beyond them.
"""

from enum import StrEnum

from tracker.text import EN_DASH, _, mark

ACT = "2023:196"


class DutyState(StrEnum):
    """How a duty stands on a day. Computed, never stored."""

    IN_ORDER = "in_order"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NOT_RECORDED = "not_recorded"


class DutyKey(StrEnum):
    """The duties followed here, in the order of the Act as a reader meets them."""

    POSITION = "position"
    MAPPING = "mapping"
    SITUATION_REPORT = "situation_report"
    PLAN_DECIDED = "plan_decided"
    PLAN_FOLLOWED_UP = "plan_followed_up"
    INTEGRATION = "integration"
    LOCAL_COORDINATION = "local_coordination"
    AGREEMENTS = "agreements"
    COUNCIL = "council"
    COORDINATION = "coordination"
    ASSEMBLY_REPORT = "assembly_report"


PARAGRAPHS = {
    DutyKey.POSITION: "3",
    DutyKey.MAPPING: "4",
    DutyKey.SITUATION_REPORT: "6",
    DutyKey.PLAN_DECIDED: "5",
    DutyKey.PLAN_FOLLOWED_UP: "6",
    DutyKey.INTEGRATION: "7",
    DutyKey.LOCAL_COORDINATION: "8",
    DutyKey.AGREEMENTS: "9",
    DutyKey.COUNCIL: "10",
    DutyKey.COORDINATION: f"11{EN_DASH}12",
    DutyKey.ASSEMBLY_REPORT: "13",
}

#: The duties that no table is for: a recorded decision or document shows how they are met.
SHOWN_BY_DOCUMENTS = (
    DutyKey.POSITION,
    DutyKey.INTEGRATION,
    DutyKey.LOCAL_COORDINATION,
    DutyKey.COUNCIL,
    DutyKey.COORDINATION,
)


class ReportPart(StrEnum):
    """What § 4 wants a situation report to hold."""

    MAPPING = "mapping"
    OTHER_INFORMATION = "other_information"
    ANALYSIS = "analysis"


DUTY_NAMES = {
    DutyKey.POSITION: mark("A position on the need for measures"),
    DutyKey.MAPPING: mark("What the situation report holds"),
    DutyKey.SITUATION_REPORT: mark("Update of the situation report"),
    DutyKey.PLAN_DECIDED: mark("Decision on the action plan"),
    DutyKey.PLAN_FOLLOWED_UP: mark("Follow-up of the action plan"),
    DutyKey.INTEGRATION: mark("Tied to other planning"),
    DutyKey.LOCAL_COORDINATION: mark("Coordination within the municipality's area"),
    DutyKey.AGREEMENTS: mark("Written cooperation agreements"),
    DutyKey.COUNCIL: mark("Strategic council"),
    DutyKey.COORDINATION: mark("Coordination function"),
    DutyKey.ASSEMBLY_REPORT: mark("Report to the council assembly"),
}


def asked() -> dict[DutyKey, str]:
    """Say what the Act asks, in the reader's language."""
    return {
        DutyKey.POSITION: _(
            "The Act aims to ensure that the municipality, from a knowledge base, takes a "
            "position on the need for crime prevention measures."
        ),
        DutyKey.MAPPING: _(
            "The situation report is to hold a mapping of crime, its extent and consequences, "
            "other relevant information, and an analysis of both."
        ),
        DutyKey.SITUATION_REPORT: _("The situation report is updated at least every second year."),
        DutyKey.PLAN_DECIDED: _(
            "The municipality decides on an action plan, based on the situation report."
        ),
        DutyKey.PLAN_FOLLOWED_UP: _("The action plan is followed up at least every second year."),
        DutyKey.INTEGRATION: _(
            "The work on the situation report and the action plan is integrated, where suitable, "
            "with analysis and planning under other statutes."
        ),
        DutyKey.LOCAL_COORDINATION: _(
            "The municipality is responsible, within its area, for coordinating crime prevention "
            "under sections 9 and 10."
        ),
        DutyKey.AGREEMENTS: _(
            "The municipality works for written agreements on cooperation, which name at least "
            "purposes and areas."
        ),
        DutyKey.COUNCIL: _(
            "The municipality works for a strategic council, which it leads, and for the others "
            "to take part through people in leading positions."
        ),
        DutyKey.COORDINATION: _(
            "The municipality has a coordination function that coordinates and supports the work, "
            "is the contact point, and helps spread information."
        ),
        DutyKey.ASSEMBLY_REPORT: _(
            "The executive board, or the committee that the assembly has decided, leads the work "
            "and reports continuously to the assembly."
        ),
    }


def part_words() -> dict[ReportPart, str]:
    """Return the parts of a situation report in the reader's language."""
    return {
        ReportPart.MAPPING: _("mapping"),
        ReportPart.OTHER_INFORMATION: _("other information"),
        ReportPart.ANALYSIS: _("analysis"),
    }

"""The statutory documents and acts of law 2023:196, each with date and evidence."""

from datetime import date

from sqlmodel import Field

from tracker.db import enum_type
from tracker.domain.law import DutyKey
from tracker.models.base import CouncilRow, long_text, optional_reference


class SituationReport(CouncilRow, table=True):
    """A situation report (lägesbild), §§ 4 and 6. Secret police material is never stored."""

    title: str
    decided_on: date
    registry_number: str = ""
    link: str = ""
    summary: str = long_text()
    #: What § 4 asks it to hold. Empty: nobody has said.
    has_mapping: bool | None = None
    has_other_information: bool | None = None
    has_analysis: bool | None = None


class ActionPlan(CouncilRow, table=True):
    """A decided action plan (åtgärdsplan), §§ 5 and 6."""

    title: str
    decided_on: date
    #: The last time it was followed up.
    followed_up_on: date | None = None
    #: The review whose decisions it carries on.
    review_id: int | None = optional_reference("review.id")
    registry_number: str = ""
    link: str = ""


class Agreement(CouncilRow, table=True):
    """A written agreement on cooperation (överenskommelse), § 9."""

    partner: str
    purpose: str = long_text()
    #: The areas of cooperation, which § 9 wants named beside the purpose.
    areas: str = long_text()
    signed_on: date
    ends_on: date | None = None
    registry_number: str = ""
    link: str = ""


class AssemblyReport(CouncilRow, table=True):
    """A report to the municipal assembly, § 13."""

    title: str
    reported_on: date
    registry_number: str = ""
    link: str = ""


class DutyEvidence(CouncilRow, table=True):
    """A decision or document that shows how a duty without a table of its own is met."""

    duty: DutyKey = Field(sa_type=enum_type(DutyKey, "duty"))
    title: str
    decided_on: date
    registry_number: str = ""
    link: str = ""
    note: str = long_text()

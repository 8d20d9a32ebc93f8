"""The statutory documents and acts of law 2023:196, each with date and evidence."""

from datetime import date

from tracker.models.base import CouncilRow, long_text, optional_reference


class SituationReport(CouncilRow, table=True):
    """A situation report (lägesbild), §§ 4 and 6. Secret police material is never stored."""

    title: str
    decided_on: date
    registry_number: str = ""
    link: str = ""
    summary: str = long_text()


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

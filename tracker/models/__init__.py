"""Every table: columns, constraints, relationships, no behaviour.

Each row below Council belongs to exactly one council and carries its id.
"""

from tracker.models.audit import AuditEvent
from tracker.models.councils import (
    Council,
    Membership,
    Organisation,
    Person,
    SignInRequest,
    SignInToken,
)
from tracker.models.data_imports import DataImport, ImportChange, KpiFetch
from tracker.models.feeds import FeedLink
from tracker.models.law import (
    ActionPlan,
    Agreement,
    AssemblyReport,
    DutyEvidence,
    SituationReport,
)
from tracker.models.meetings import (
    ActionItem,
    AgendaItem,
    AnswerChange,
    Contribution,
    Meeting,
    MeetingGoal,
    MinutesRevision,
    Participation,
    Question,
)
from tracker.models.programmes import (
    ComparisonArea,
    FollowUp,
    FollowUpDraft,
    Goal,
    GoalAssessment,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    PopulationCount,
    PriorityArea,
    Programme,
    ProgrammeVersion,
)
from tracker.models.reminders import (
    Delivery,
    IncomingMail,
    JobsProcess,
    OutboxMark,
    ReminderRule,
)
from tracker.models.reports import YearReport
from tracker.models.reviews import (
    AreaConclusion,
    NeedAssessment,
    NeedIntervention,
    NeedScore,
    Review,
    ReviewEdition,
)
from tracker.models.year_wheels import SchoolBreak, SteeringEvent, YearWheel

__all__ = [
    "ActionItem",
    "ActionPlan",
    "AgendaItem",
    "Agreement",
    "AnswerChange",
    "AreaConclusion",
    "AssemblyReport",
    "AuditEvent",
    "ComparisonArea",
    "Contribution",
    "Council",
    "DataImport",
    "Delivery",
    "DutyEvidence",
    "FeedLink",
    "FollowUp",
    "FollowUpDraft",
    "Goal",
    "GoalAssessment",
    "ImportChange",
    "IncomingMail",
    "Indicator",
    "Intervention",
    "InterventionGoal",
    "JobsProcess",
    "KpiFetch",
    "Measurement",
    "Meeting",
    "MeetingGoal",
    "Membership",
    "MinutesRevision",
    "NeedAssessment",
    "NeedIntervention",
    "NeedScore",
    "Organisation",
    "OutboxMark",
    "Participation",
    "Person",
    "PopulationCount",
    "PriorityArea",
    "Programme",
    "ProgrammeVersion",
    "Question",
    "ReminderRule",
    "Review",
    "ReviewEdition",
    "SchoolBreak",
    "SignInRequest",
    "SignInToken",
    "SituationReport",
    "SteeringEvent",
    "YearReport",
    "YearWheel",
]

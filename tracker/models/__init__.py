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
from tracker.models.feeds import FeedLink
from tracker.models.law import ActionPlan, Agreement, AssemblyReport, SituationReport
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
    FollowUp,
    Goal,
    GoalAssessment,
    Indicator,
    Intervention,
    InterventionGoal,
    Measurement,
    PriorityArea,
    Programme,
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
    "Contribution",
    "Council",
    "Delivery",
    "FeedLink",
    "FollowUp",
    "Goal",
    "GoalAssessment",
    "IncomingMail",
    "Indicator",
    "Intervention",
    "InterventionGoal",
    "JobsProcess",
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
    "PriorityArea",
    "Programme",
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

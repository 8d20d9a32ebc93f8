"""Reminders that can be trusted: more kinds of message, holding and skipping, substitutes, bounces.

Revision: 0002
After: 0001
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD_RECIPIENTS = ("all", "not_answered", "coming", "presenters", "coordinators")
NEW_RECIPIENTS = ("all", "not_answered", "coming", "presenters", "owners", "coordinators")
OLD_KINDS = (
    "invitation",
    "answer_reminder",
    "practical_reminder",
    "update",
    "cancellation",
    "sign_in",
)
ADDED_KINDS = (
    "call_for_items",
    "notes",
    "action_reminder",
    "report_request",
    "digest",
    "copy",
)
NEW_KINDS = (*OLD_KINDS[:-1], *ADDED_KINDS, "sign_in")
OLD_STATES = ("planned", "sending", "sent", "failed", "missed", "not_needed")
NEW_STATES = (*OLD_STATES, "held", "skipped")
MEETING_KINDS = ("theme", "situation", "review", "follow_up", "extra")
CHOICES = ("single", "weekly", "essential")

#: New references to people.
PEOPLE_COLUMNS = {
    "participation": ("substitute_id", "stands_in_for_id"),
    "intervention": ("responsible_id",),
}

#: Rules that a council did not have before. They start switched off: nobody asked for them.
ADDED_RULES = (
    ("call_for_items", -14, "presenters", MEETING_KINDS),
    ("notes", 3, "all", MEETING_KINDS),
    ("action_reminder", -7, "owners", MEETING_KINDS),
    ("report_request", -35, "owners", ("follow_up",)),
)


def _set_check(table, name, column, members) -> None:
    """Say what a column may hold, in place of what was said before."""
    listed = ", ".join(f"'{member}'" for member in members)
    table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
    table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_mail_key")),
    )
    op.create_table(
        "outbox_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mark")),
        sa.UniqueConstraint("identity", name=op.f("uq_outbox_mark_identity")),
    )
    # With the database from its first day: a backup of that day is known again by it.
    op.execute(
        f"INSERT INTO outbox_mark (id, identity, number) VALUES (1, '{uuid.uuid4().hex}', 0)"
    )
    op.create_table(
        "answer_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "coming",
                "not_coming",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("substitute_name", sa.String(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_answer_change_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_answer_change_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_answer_change_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["person.id"],
            name=op.f("fk_answer_change_substitute_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_change")),
    )
    with op.batch_alter_table("answer_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_change_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_answer_change_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_answer_change_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_answer_change_substitute_id"), ["substitute_id"], unique=False
        )

    op.add_column("council", sa.Column("alarm_minutes", sa.Integer(), nullable=True))
    op.add_column("council", sa.Column("mail_held_at", sa.DateTime(), nullable=True))
    op.add_column("jobs_process", sa.Column("last_sent_at", sa.DateTime(), nullable=True))
    op.add_column("meeting", sa.Column("planned_at", sa.DateTime(), nullable=True))
    op.add_column("person", sa.Column("bounced_at", sa.DateTime(), nullable=True))
    op.add_column("delivery", sa.Column("message_id", sa.String(), nullable=True))
    for table, column, kind, value in (
        ("jobs_process", "host", sa.String(), ""),
        ("person", "bounce_words", sa.String(), ""),
        ("membership", "messages", sa.String(32), "single"),
        ("reminder_rule", "subject", sa.String(), ""),
        ("reminder_rule", "text", sa.Text(), ""),
    ):
        op.add_column(table, sa.Column(column, kind, nullable=True))
        op.execute(f"UPDATE {table} SET {column} = '{value}'")

    with op.batch_alter_table("jobs_process") as table:
        table.alter_column("host", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("person") as table:
        table.alter_column("bounce_words", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("membership") as table:
        table.alter_column("messages", existing_type=sa.String(32), nullable=False)
        listed = ", ".join(f"'{choice}'" for choice in CHOICES)
        table.create_check_constraint(
            op.f("ck_membership_messages"), f"messages IN ({listed})"
        )
    with op.batch_alter_table("reminder_rule") as table:
        table.alter_column("subject", existing_type=sa.String(), nullable=False)
        table.alter_column("text", existing_type=sa.Text(), nullable=False)
        _set_check(table, "reminder_rule", "kind", NEW_KINDS)
        _set_check(table, "reminder_rule", "recipients", NEW_RECIPIENTS)
    with op.batch_alter_table("delivery") as table:
        _set_check(table, "delivery", "kind", NEW_KINDS)
        _set_check(table, "delivery", "state", NEW_STATES)
        table.create_index(op.f("ix_delivery_message_id"), ["message_id"])
        table.create_index(
            "uq_delivery_digest",
            ["council_id", "person_id", "revision"],
            unique=True,
            sqlite_where=sa.text("kind = 'digest'"),
            postgresql_where=sa.text("kind = 'digest'"),
        )
    for name, columns in PEOPLE_COLUMNS.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(sa.Column(column, sa.Integer(), nullable=True))
                table.create_index(op.f(f"ix_{name}_{column}"), [column])
                table.create_foreign_key(
                    op.f(f"fk_{name}_{column}_person"),
                    "person",
                    [column],
                    ["id"],
                    ondelete="SET NULL",
                )
    _add_rules()


def _add_rules() -> None:
    """Give each council the rules it lacks, at the time of day of its others."""
    for kind, days, recipients, meeting_kinds in ADDED_RULES:
        for meeting_kind in meeting_kinds:
            op.execute(
                "INSERT INTO reminder_rule (council_id, meeting_kind, kind, days, at_local, "
                "recipients, is_active, subject, text) "
                f"SELECT id, '{meeting_kind}', '{kind}', {days}, '07:30:00.000000', "
                f"'{recipients}', false, '', '' FROM council"
            )


def downgrade() -> None:
    added = ", ".join(f"'{kind}'" for kind in ADDED_KINDS)
    op.execute(f"DELETE FROM delivery WHERE kind IN ({added})")
    op.execute("UPDATE delivery SET state = 'not_needed' WHERE state IN ('held', 'skipped')")
    op.execute(f"DELETE FROM reminder_rule WHERE kind IN ({added})")
    op.execute("UPDATE reminder_rule SET recipients = 'coordinators' WHERE recipients = 'owners'")
    for name, columns in PEOPLE_COLUMNS.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.drop_constraint(op.f(f"fk_{name}_{column}_person"), type_="foreignkey")
                table.drop_index(op.f(f"ix_{name}_{column}"))
                table.drop_column(column)
    with op.batch_alter_table("delivery") as table:
        table.drop_index("uq_delivery_digest")
        table.drop_index(op.f("ix_delivery_message_id"))
        table.drop_column("message_id")
        _set_check(table, "delivery", "kind", OLD_KINDS)
        _set_check(table, "delivery", "state", OLD_STATES)
    with op.batch_alter_table("reminder_rule") as table:
        table.drop_column("text")
        table.drop_column("subject")
        _set_check(table, "reminder_rule", "kind", OLD_KINDS)
        _set_check(table, "reminder_rule", "recipients", OLD_RECIPIENTS)
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("ck_membership_messages"), type_="check")
        table.drop_column("messages")
    for table, columns in {
        "person": ("bounce_words", "bounced_at"),
        "meeting": ("planned_at",),
        "jobs_process": ("last_sent_at", "host"),
        "council": ("mail_held_at", "alarm_minutes"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("answer_change")
    op.drop_table("outbox_mark")
    op.drop_table("incoming_mail")

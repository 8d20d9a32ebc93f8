"""The whole municipality's work: programme versions, follow-up by form, imports, evidence.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OLD_ROLES = ("coordinator", "member", "substitute", "co_opted", "presenter", "management")
NEW_ROLES = ("coordinator", "member", "substitute", "co_opted", "presenter", "contributor", "management")
OLD_KINDS = (
    "invitation",
    "answer_reminder",
    "practical_reminder",
    "update",
    "cancellation",
    "call_for_items",
    "notes",
    "action_reminder",
    "report_request",
    "digest",
    "copy",
    "sign_in",
)
NEW_KINDS = (*OLD_KINDS[:-3], "report_reminder", *OLD_KINDS[-3:])

#: What must have a value in the rows that are there.
ADDED = (
    ("agreement", "areas", sa.Text(), "''"),
    ("follow_up", "how_often", sa.String(), "''"),
    ("follow_up", "hindrances", sa.Text(), "''"),
    ("follow_up", "answered_by", sa.String(), "''"),
    ("indicator", "definition", sa.Text(), "''"),
    ("indicator", "source_name", sa.String(), "''"),
    ("indicator", "kpi", sa.String(), "''"),
    ("indicator", "kpi_title", sa.String(), "''"),
    ("programme", "version", sa.Integer(), "1"),
)
#: What may be empty.
OPTIONAL = (
    ("follow_up", "carried_out", sa.String(32)),
    ("follow_up", "reached", sa.Integer()),
    ("follow_up", "cost", sa.Integer()),
    ("follow_up", "seen_effect", sa.String(32)),
    ("follow_up", "sent_at", sa.DateTime()),
    ("goal", "first_year", sa.Integer()),
    ("goal", "last_year", sa.Integer()),
    ("indicator", "baseline_first_year", sa.Integer()),
    ("indicator", "baseline_last_year", sa.Integer()),
    ("indicator", "last_year", sa.Integer()),
    ("intervention", "approach", sa.String(32)),
    ("intervention", "term", sa.String(32)),
    ("intervention", "cost", sa.Integer()),
    ("measurement", "low", sa.Float()),
    ("measurement", "high", sa.Float()),
    ("programme", "version_from", sa.Integer()),
    ("situation_report", "has_mapping", sa.Boolean()),
    ("situation_report", "has_other_information", sa.Boolean()),
    ("situation_report", "has_analysis", sa.Boolean()),
)
#: What the new columns may hold.
CHECKS = (
    ("follow_up", "carried_out", "carried_out IN ('yes', 'partly', 'no')"),
    ("follow_up", "seen_effect", "seen_effect IN ('better', 'no_change', 'worse', 'cannot_tell')"),
    ("follow_up", "reached_not_negative", "reached >= 0"),
    ("follow_up", "cost_not_negative", "cost >= 0"),
    ("intervention", "approach", "approach IN ('situational', 'social', 'both')"),
    ("intervention", "term", "term IN ('short', 'long')"),
    ("measurement", "interval", "high >= low"),
)


def _set_check(table, name, column, members) -> None:
    """Say what a column may hold, in place of what was said before."""
    listed = ", ".join(f"'{member}'" for member in members)
    table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
    table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "comparison_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_comparison_area_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison_area")),
        sa.UniqueConstraint("council_id", "name", name=op.f("uq_comparison_area_council_id_name")),
    )
    with op.batch_alter_table("comparison_area", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comparison_area_council_id"), ["council_id"], unique=False
        )

    op.create_table(
        "data_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "file",
                "kolada",
                "tables",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "applied",
                "undone",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["applied_by_id"],
            ["person.id"],
            name=op.f("fk_data_import_applied_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_data_import_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["person.id"],
            name=op.f("fk_data_import_made_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_import")),
    )
    with op.batch_alter_table("data_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_data_import_applied_by_id"), ["applied_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_data_import_council_id"), ["council_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_import_made_by_id"), ["made_by_id"], unique=False)

    op.create_table(
        "duty_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "position",
                "mapping",
                "situation_report",
                "plan_decided",
                "plan_followed_up",
                "integration",
                "local_coordination",
                "agreements",
                "council",
                "coordination",
                "assembly_report",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("registry_number", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_duty_evidence_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_evidence")),
    )
    with op.batch_alter_table("duty_evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_duty_evidence_council_id"), ["council_id"], unique=False
        )

    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_import_change_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["data_import.id"],
            name=op.f("fk_import_change_import_id_data_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_change_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_change_import_id"), ["import_id"], unique=False)
        batch_op.create_index(
            "ix_import_change_thing", ["council_id", "thing", "thing_id"], unique=False
        )

    op.create_table(
        "kpi_fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("try_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps_in_all", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["person.id"],
            name=op.f("fk_kpi_fetch_asked_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_kpi_fetch_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["data_import.id"],
            name=op.f("fk_kpi_fetch_import_id_data_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_fetch")),
    )
    with op.batch_alter_table("kpi_fetch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_fetch_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kpi_fetch_council_id"), ["council_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kpi_fetch_import_id"), ["import_id"], unique=False)

    op.create_table(
        "population_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "inhabitants > 0", name=op.f("ck_population_count_inhabitants_positive")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_population_count_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["data_import.id"],
            name=op.f("fk_population_count_import_id_data_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_count")),
        sa.UniqueConstraint(
            "council_id",
            "municipality",
            "year",
            name=op.f("uq_population_count_council_id_municipality_year"),
        ),
    )
    with op.batch_alter_table("population_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_population_count_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_population_count_import_id"), ["import_id"], unique=False
        )

    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("registry_number", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("last_year >= first_year", name=op.f("ck_programme_version_years")),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_programme_version_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_version_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint(
            "programme_id", "number", name=op.f("uq_programme_version_programme_id_number")
        ),
    )
    with op.batch_alter_table("programme_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_version_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_programme_version_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "follow_up_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("passed_on", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_follow_up_draft_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["intervention.id"],
            name=op.f("fk_follow_up_draft_intervention_id_intervention"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"],
            ["person.id"],
            name=op.f("fk_follow_up_draft_saved_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_draft")),
        sa.UniqueConstraint(
            "intervention_id", "year", name=op.f("uq_follow_up_draft_intervention_id_year")
        ),
    )
    with op.batch_alter_table("follow_up_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_up_draft_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_follow_up_draft_intervention_id"), ["intervention_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_follow_up_draft_saved_by_id"), ["saved_by_id"], unique=False
        )

    for name, column, kind in OPTIONAL:
        op.add_column(name, sa.Column(column, kind, nullable=True))
    for name, column, kind, value in ADDED:
        op.add_column(name, sa.Column(column, kind, nullable=True))
        op.execute(f"UPDATE {name} SET {column} = {value}")
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=kind, nullable=False)
    for name, check, rule in CHECKS:
        with op.batch_alter_table(name) as table:
            table.create_check_constraint(op.f(f"ck_{name}_{check}"), rule)
    with op.batch_alter_table("measurement") as table:
        table.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_measurement_import_id"), ["import_id"])
        table.create_foreign_key(
            op.f("fk_measurement_import_id_data_import"),
            "data_import",
            ["import_id"],
            ["id"],
            ondelete="SET NULL",
        )
    with op.batch_alter_table("membership") as table:
        _set_check(table, "membership", "role", NEW_ROLES)
    for name in ("delivery", "reminder_rule"):
        with op.batch_alter_table(name) as table:
            _set_check(table, name, "kind", NEW_KINDS)
    # The rule that a council lacks starts switched off: nobody asked for it.
    op.execute(
        "INSERT INTO reminder_rule (council_id, meeting_kind, kind, days, at_local, "
        "recipients, is_active, subject, text) "
        "SELECT id, 'follow_up', 'report_reminder', -28, '07:30:00.000000', "
        "'owners', false, '', '' FROM council"
    )


def downgrade() -> None:
    for table in ("delivery", "reminder_rule"):
        op.execute(f"DELETE FROM {table} WHERE kind = 'report_reminder'")
    op.execute("DELETE FROM membership WHERE role = 'contributor'")
    for name in ("delivery", "reminder_rule"):
        with op.batch_alter_table(name) as table:
            _set_check(table, name, "kind", OLD_KINDS)
    with op.batch_alter_table("membership") as table:
        _set_check(table, "membership", "role", OLD_ROLES)
    with op.batch_alter_table("measurement") as table:
        table.drop_constraint(op.f("fk_measurement_import_id_data_import"), type_="foreignkey")
        table.drop_index(op.f("ix_measurement_import_id"))
        table.drop_column("import_id")
    for name, check, _rule in CHECKS:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{check}"), type_="check")
    for name, column, *_rest in (*OPTIONAL, *ADDED):
        with op.batch_alter_table(name) as table:
            table.drop_column(column)

    with op.batch_alter_table("follow_up_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_draft_saved_by_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_draft_intervention_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_draft_council_id"))

    op.drop_table("follow_up_draft")
    with op.batch_alter_table("programme_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_version_programme_id"))
        batch_op.drop_index(batch_op.f("ix_programme_version_council_id"))

    op.drop_table("programme_version")
    with op.batch_alter_table("population_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_population_count_import_id"))
        batch_op.drop_index(batch_op.f("ix_population_count_council_id"))

    op.drop_table("population_count")
    with op.batch_alter_table("kpi_fetch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpi_fetch_import_id"))
        batch_op.drop_index(batch_op.f("ix_kpi_fetch_council_id"))
        batch_op.drop_index(batch_op.f("ix_kpi_fetch_asked_by_id"))

    op.drop_table("kpi_fetch")
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.drop_index("ix_import_change_thing")
        batch_op.drop_index(batch_op.f("ix_import_change_import_id"))
        batch_op.drop_index(batch_op.f("ix_import_change_council_id"))

    op.drop_table("import_change")
    with op.batch_alter_table("duty_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_evidence_council_id"))

    op.drop_table("duty_evidence")
    with op.batch_alter_table("data_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_import_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_data_import_council_id"))
        batch_op.drop_index(batch_op.f("ix_data_import_applied_by_id"))

    op.drop_table("data_import")
    with op.batch_alter_table("comparison_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comparison_area_council_id"))

    op.drop_table("comparison_area")

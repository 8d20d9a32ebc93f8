"""Reviews that are scored, decided and frozen.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: What must have a value in the rows that are there.
ADDED = (
    ("indicator", "nearby", sa.String(), "''"),
    ("need_assessment", "causes", sa.Text(), "''"),
    ("review", "is_adjusted", sa.Boolean(), "false"),
    ("review", "method_notes", sa.Text(), "''"),
)


def upgrade() -> None:
    op.create_table(
        "review_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("registry_number", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_review_edition_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_review_edition_review_id_review"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_edition")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_edition_review_id_number")),
    )
    with op.batch_alter_table("review_edition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_edition_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_review_edition_review_id"), ["review_id"], unique=False
        )

    op.create_table(
        "need_intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_need_intervention_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["intervention_id"],
            ["intervention.id"],
            name=op.f("fk_need_intervention_intervention_id_intervention"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need_assessment.id"],
            name=op.f("fk_need_intervention_need_id_need_assessment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_intervention")),
        sa.UniqueConstraint(
            "need_id", "intervention_id", name=op.f("uq_need_intervention_need_id_intervention_id")
        ),
    )
    with op.batch_alter_table("need_intervention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_intervention_council_id"), ["council_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_need_intervention_intervention_id"), ["intervention_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_need_intervention_need_id"), ["need_id"], unique=False)

    op.create_table(
        "need_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("scorer", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "criterion",
            sa.Enum(
                "common",
                "growing",
                "deviates",
                "delimited",
                "can_be_influenced",
                "costly",
                "affects_many",
                "harmful",
                "signal_crime",
                name="criterion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.CheckConstraint("score >= 1 AND score <= 5", name=op.f("ck_need_score_score")),
        sa.ForeignKeyConstraint(
            ["council_id"],
            ["council.id"],
            name=op.f("fk_need_score_council_id_council"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need_assessment.id"],
            name=op.f("fk_need_score_need_id_need_assessment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_need_score_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_score")),
        sa.UniqueConstraint(
            "need_id", "scorer", "criterion", name=op.f("uq_need_score_need_id_scorer_criterion")
        ),
    )
    with op.batch_alter_table("need_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_score_council_id"), ["council_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_score_need_id"), ["need_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_score_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("action_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_action_plan_review_id"), ["review_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_action_plan_review_id_review"),
            "review",
            ["review_id"],
            ["id"],
            ondelete="SET NULL",
        )

    op.add_column("follow_up", sa.Column("is_as_planned", sa.Boolean(), nullable=True))
    op.add_column("review", sa.Column("data_checked_on", sa.Date(), nullable=True))
    for name, column, kind, value in ADDED:
        op.add_column(name, sa.Column(column, kind, nullable=True))
        op.execute(f"UPDATE {name} SET {column} = {value}")
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=kind, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("method_notes")
        batch_op.drop_column("is_adjusted")
        batch_op.drop_column("data_checked_on")

    with op.batch_alter_table("need_assessment", schema=None) as batch_op:
        batch_op.drop_column("causes")

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_column("nearby")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_column("is_as_planned")

    with op.batch_alter_table("action_plan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_action_plan_review_id_review"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_action_plan_review_id"))
        batch_op.drop_column("review_id")

    with op.batch_alter_table("need_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_score_person_id"))
        batch_op.drop_index(batch_op.f("ix_need_score_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_score_council_id"))

    op.drop_table("need_score")
    with op.batch_alter_table("need_intervention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_intervention_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_intervention_intervention_id"))
        batch_op.drop_index(batch_op.f("ix_need_intervention_council_id"))

    op.drop_table("need_intervention")
    with op.batch_alter_table("review_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_edition_review_id"))
        batch_op.drop_index(batch_op.f("ix_review_edition_council_id"))

    op.drop_table("review_edition")

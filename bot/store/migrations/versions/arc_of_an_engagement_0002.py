"""The arc of an engagement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recalled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_resource_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "convention",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_convention_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_convention_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention")),
        sa.UniqueConstraint("engagement", "version", name=op.f("uq_convention_engagement_version")),
    )
    with op.batch_alter_table("convention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convention_person"), ["person"], unique=False)

    op.create_table(
        "expectation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("coachee", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["coachee"], ["person.id"], name=op.f("fk_expectation_coachee_person")),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_expectation_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_expectation_person_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_expectation_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation")),
    )
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expectation_coachee"), ["coachee"], unique=False)
        batch_op.create_index(batch_op.f("ix_expectation_engagement"), ["engagement"], unique=False)
        batch_op.create_index(batch_op.f("ix_expectation_person"), ["person"], unique=False)

    op.create_table(
        "need",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_need_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_need_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "objective",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("baseline", sa.Integer(), server_default="0", nullable=False),
        sa.Column("target", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_objective_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_objective_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objective_engagement"), ["engagement"], unique=False)
        batch_op.create_index(batch_op.f("ix_objective_person"), ["person"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_session_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_session_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_engagement_starts_at"), ["engagement", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_session_person"), ["person"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("engagement", sa.String(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["engagement"], ["engagement.id"], name=op.f("fk_step_engagement_engagement")
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_step_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_engagement"), ["engagement"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_person_at"), ["person", "at"], unique=False)

    op.create_table(
        "acceptance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("coachee", sa.String(length=32), nullable=False),
        sa.Column("convention", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["coachee"], ["person.id"], name=op.f("fk_acceptance_coachee_person")),
        sa.ForeignKeyConstraint(
            ["convention"], ["convention.id"], name=op.f("fk_acceptance_convention_convention")
        ),
        sa.ForeignKeyConstraint(["party"], ["person.id"], name=op.f("fk_acceptance_party_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_acceptance_recorded_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("convention", "role", name=op.f("uq_acceptance_convention_role")),
    )
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acceptance_coachee"), ["coachee"], unique=False)
        batch_op.create_index(batch_op.f("ix_acceptance_party"), ["party"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("coachee", sa.String(length=32), nullable=False),
        sa.Column("objective", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), server_default="0", nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["coachee"], ["person.id"], name=op.f("fk_rating_coachee_person")),
        sa.ForeignKeyConstraint(["objective"], ["objective.id"], name=op.f("fk_rating_objective_objective")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_rating_person_person")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_rating_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_coachee"), ["coachee"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_objective"), ["objective"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_person"), ["person"], unique=False)

    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("before", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("ends_at", sa.BigInteger(), nullable=True))

    # Whoever is coached already has been welcomed.
    op.execute("UPDATE engagement SET status = 'welcomed' WHERE status = 'active'")
    op.execute("UPDATE engagement SET status = 'closed' WHERE status = 'ended'")

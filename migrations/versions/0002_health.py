"""gaps, what the admins were told, last_seen; when a message was noted as unassessed.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=256), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
        sa.UniqueConstraint("platform", "channel", "since", "until", name=op.f("uq_gaps_platform")),
    )
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gaps_found_at"), ["found_at"], unique=False)

    op.create_table(
        "told",
        sa.Column("admin", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("is_well", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("admin", "subject", name=op.f("pk_told")),
    )
    op.create_table(
        "last_seen",
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_last_seen")),
    )
    with op.batch_alter_table("unassessed", schema=None) as batch_op:
        batch_op.add_column(sa.Column("noted_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("unassessed", schema=None) as batch_op:
        batch_op.drop_column("noted_at")

    op.drop_table("last_seen")
    op.drop_table("told")
    with op.batch_alter_table("gaps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gaps_found_at"))

    op.drop_table("gaps")

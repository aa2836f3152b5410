"""Reasons of changes of thresholds are sealed: they may name people.

The table was never written to before this revision, so there is nothing to seal.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("threshold_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=False))
        batch_op.drop_column("reason")


def downgrade() -> None:
    """Nothing that is sealed can be kept in the clear; without reasons, changes are no longer what they must be."""
    op.execute("delete from threshold_changes")
    with op.batch_alter_table("threshold_changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=False))
        batch_op.drop_column("sealed")

"""Sums of the counters of days over countries, over languages and over both; and what is due is counted by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTED = {"item": ("item", "metric"), "time": ("bucket",), "use": ("source", "metric")}
KEYS = {
    "item": ("revision_id", "country", "locale", "start_day", "item", "metric", "slot"),
    "time": ("country", "locale", "start_day", "revision_id", "bucket", "slot"),
    "use": ("country", "locale", "start_day", "revision_id", "metric", "source", "slot"),
}
SUMMED_OVER = (("country",), ("locale",), ("country", "locale"))
LENGTHS = {"item": 64, "metric": 24, "source": 40}


def upgrade() -> None:
    for name, counted in COUNTED.items():
        op.create_table(
            f"{name}_sum",
            sa.Column("start_day", sa.Date(), nullable=False),
            *(_column(one) for one in counted),
            sa.Column("slot", sa.Integer(), nullable=False),
            sa.Column("country", sa.String(length=2), nullable=False),
            sa.Column("revision_id", sa.Integer(), nullable=False),
            sa.Column("locale", sa.String(length=16), nullable=False),
            sa.Column("n", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint(*KEYS[name], name=op.f(f"pk_{name}_sum")),
            sqlite_with_rowid=False,
        )
        for over in SUMMED_OVER:
            _add_up(name, over)
    op.create_index("ix_services_standing", "services", ["status", "verified_on", "country"])


def downgrade() -> None:
    op.drop_index("ix_services_standing", "services")
    for name in COUNTED:
        op.drop_table(f"{name}_sum")


def _column(name: str) -> sa.Column:
    length = LENGTHS.get(name)
    return sa.Column(name, sa.String(length=length) if length else sa.Integer(), nullable=False)


def _add_up(name: str, over: tuple[str, ...]) -> None:
    days = sa.table(f"{name}_day", *(sa.column(one) for one in KEYS[name]), sa.column("n"))
    kept = [one for one in KEYS[name] if one not in over]
    found = sa.select(
        *(sa.literal("").label(one) for one in over), *(days.c[one] for one in kept), sa.func.sum(days.c.n)
    ).group_by(*(days.c[one] for one in kept))
    target = sa.table(f"{name}_sum", *(sa.column(one) for one in KEYS[name]), sa.column("n"))
    op.get_bind().execute(sa.insert(target).from_select([*over, *kept, "n"], found))

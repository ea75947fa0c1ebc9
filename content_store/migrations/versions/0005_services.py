"""What a coordinator must be able to say of a service; and names are found in any script."""

import sqlalchemy as sa
from alembic import op

from content_store.folding import searchable

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNKNOWN = ("pregnant", "children", "insurance_needed", "residence_needed", "wheelchair")
DAYS = ("reopens_on", "tried_on")


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and what refers to it would lose its hold.
    for name, length in (("phone_2", 60), ("chat", 300)):
        op.add_column(
            "services", sa.Column(name, sa.String(length=length), nullable=False, server_default=sa.text("''"))
        )
    op.add_column("services", sa.Column("cost", sa.JSON(), nullable=True))
    op.add_column("services", sa.Column("waiting_days", sa.Integer(), nullable=True))
    for name in UNKNOWN:
        op.add_column("services", sa.Column(name, sa.Boolean(), nullable=True))
    for name in DAYS:
        op.add_column("services", sa.Column(name, sa.Date(), nullable=True))
    _fold_anew()


def downgrade() -> None:
    for name in (*DAYS, *UNKNOWN, "waiting_days", "cost", "chat", "phone_2"):
        op.drop_column("services", name)


def _fold_anew() -> None:
    """What was folded in its own script would no longer be found."""
    connection = op.get_bind()
    places = sa.table("places", sa.column("key"), sa.column("name"), sa.column("names", sa.JSON), sa.column("search"))
    services = sa.table(
        "services",
        sa.column("id"),
        sa.column("name"),
        sa.column("names", sa.JSON),
        sa.column("organisation"),
        sa.column("place_key"),
        sa.column("search"),
    )
    towns = {}
    for row in connection.execute(sa.select(places)).all():
        towns[row.key] = [row.name, *row.names.values()]
        # Other names that a town is found by stand in the old column only.
        every = searchable([*towns[row.key], *filter(None, row.search.split("|"))])
        connection.execute(places.update().where(places.c.key == row.key).values(search=every))
    for row in connection.execute(sa.select(services)).all():
        names = [row.name, *row.names.values(), row.organisation, *towns.get(row.place_key, [])]
        connection.execute(services.update().where(services.c.id == row.id).values(search=searchable(names)))

"""Tables, one file an area. Importing this package registers them all."""

from content_store.models.accounts import (
    Attempt,
    Grant,
    Invitation,
    Person,
    RecoveryCode,
    SecondFactor,
    StaffSession,
)
from content_store.models.campaigns import Campaign
from content_store.models.counters import (
    BandWeek,
    Flush,
    ItemDay,
    ItemSum,
    ReferralWeek,
    TimeDay,
    TimeSum,
    UseDay,
    UseSum,
)
from content_store.models.directory import Place, Service, ServiceKindLink
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import (
    DraftRevision,
    Questionnaire,
    Review,
    ReviewComment,
    Revision,
    Translation,
)
from content_store.models.settings import Setting, TokenKey

__all__ = [
    "Attempt",
    "BandWeek",
    "Campaign",
    "DraftRevision",
    "Flush",
    "Grant",
    "Invitation",
    "ItemDay",
    "ItemSum",
    "LedgerEntry",
    "Person",
    "Place",
    "Questionnaire",
    "RecoveryCode",
    "ReferralWeek",
    "Review",
    "ReviewComment",
    "Revision",
    "SecondFactor",
    "Service",
    "ServiceKindLink",
    "Setting",
    "StaffSession",
    "TimeDay",
    "TimeSum",
    "TokenKey",
    "Translation",
    "UseDay",
    "UseSum",
]

from reporting.models.choices import Role, Status
from reporting.models.committee import Committee, Membership, Municipality, User
from reporting.models.deviation_measure import DeviationMeasure, DeviationMeasureStatus
from reporting.models.frozen import AdoptedDocument, HandedInDocument
from reporting.models.identity_change import IdentityChange
from reporting.models.imported_file import FileKind, ImportedFile
from reporting.models.journal import How, JournalEntry
from reporting.models.memo import CoverMemo
from reporting.models.period import PeriodKind, ReportingPeriod
from reporting.models.question import Note, Question
from reporting.models.report import ProseText, PublishedText, Report, StatusChange
from reporting.models.review import AcceptedFinding
from reporting.models.rows import ReportRow, RowManager
from reporting.models.saved_table import TableMapping, TableRowChoice
from reporting.models.template import ReportTemplate

__all__ = [
    "AcceptedFinding",
    "AdoptedDocument",
    "Committee",
    "CoverMemo",
    "DeviationMeasure",
    "DeviationMeasureStatus",
    "FileKind",
    "HandedInDocument",
    "How",
    "IdentityChange",
    "ImportedFile",
    "JournalEntry",
    "Membership",
    "Municipality",
    "Note",
    "PeriodKind",
    "ProseText",
    "PublishedText",
    "Question",
    "Report",
    "ReportRow",
    "ReportTemplate",
    "ReportingPeriod",
    "Role",
    "RowManager",
    "Status",
    "StatusChange",
    "TableMapping",
    "TableRowChoice",
    "User",
]

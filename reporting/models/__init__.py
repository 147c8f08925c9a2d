from reporting.models.access import TemporaryAccess
from reporting.models.administration import AdministrationChange, FirstRun
from reporting.models.assignment import DoneMark, SectionAssignment
from reporting.models.choices import Role, Status
from reporting.models.comment import Comment
from reporting.models.committee import Committee, Municipality, User
from reporting.models.deviation_measure import DeviationMeasure, DeviationMeasureStatus
from reporting.models.frozen import AdoptedDocument, AdoptedFile, HandedInDocument
from reporting.models.group_role import GroupRole
from reporting.models.hand_in import HandInAnswer
from reporting.models.imported_file import FileKind, ImportedFile
from reporting.models.journal import How, JournalEntry, JournalHead
from reporting.models.mail import DeclinedNotice, NoticeKind, OutgoingMail
from reporting.models.memo import CoverMemo
from reporting.models.period import PeriodKind, ReportingPeriod
from reporting.models.question import Note, Question
from reporting.models.report import ProseText, PublishedText, Report
from reporting.models.review import AcceptedFinding
from reporting.models.round import DEADLINES, Calendar, Round, RoundCommittee
from reporting.models.rows import ReportRow, RowManager
from reporting.models.saved_table import TableMapping, TableRowChoice
from reporting.models.steps import ReturnAnswer, StatusChange
from reporting.models.template import ReportTemplate
from reporting.models.term import Membership, MunicipalityAdministrator, Term
from reporting.models.worker import Worker

__all__ = [
    "DEADLINES",
    "AcceptedFinding",
    "AdministrationChange",
    "AdoptedDocument",
    "AdoptedFile",
    "Calendar",
    "Comment",
    "Committee",
    "CoverMemo",
    "DeclinedNotice",
    "DeviationMeasure",
    "DeviationMeasureStatus",
    "DoneMark",
    "FileKind",
    "FirstRun",
    "GroupRole",
    "HandInAnswer",
    "HandedInDocument",
    "How",
    "ImportedFile",
    "JournalEntry",
    "JournalHead",
    "Membership",
    "Municipality",
    "MunicipalityAdministrator",
    "Note",
    "NoticeKind",
    "OutgoingMail",
    "PeriodKind",
    "ProseText",
    "PublishedText",
    "Question",
    "Report",
    "ReportRow",
    "ReportTemplate",
    "ReportingPeriod",
    "ReturnAnswer",
    "Role",
    "Round",
    "RoundCommittee",
    "RowManager",
    "SectionAssignment",
    "Status",
    "StatusChange",
    "TableMapping",
    "TableRowChoice",
    "TemporaryAccess",
    "Term",
    "User",
    "Worker",
]

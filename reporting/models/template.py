"""Rapportmallar: the sections of a report, as data."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from reporting.document.conventions import Convention
from reporting.document.json_writing import digest
from reporting.document.pdf_profile import PDF_PROFILES, PROFILE_HELP, PdfProfile
from reporting.document.visible import problem, texts_in
from reporting.models.committee import Committee
from reporting.models.section_spec import COVER_MEMO, SectionSpec, clean_specs
from reporting.models.texts import ReadableTexts

MOST_APPROVALS = 5
MOST_QUESTIONS = 10
LONGEST_QUESTION = 200  # characters
# Fields that shape a report, besides its template's name.
SHAPE = (
    *("sections", "convention", "demands_two", "approvals", "hand_in_questions"),
    *("assignees_only", "pdf_profile"),
)


def clean_questions(data: Any) -> list[str]:
    """Validated questions of a hand-in. Raises ValueError in Swedish."""
    if not isinstance(data, list) or not all(isinstance(text, str) for text in data):
        raise ValueError("Frågorna vid inlämning har fel form.")
    questions = [text.strip() for text in data if text.strip()]
    if len(questions) > MOST_QUESTIONS:
        raise ValueError(f"En mall har högst {MOST_QUESTIONS} frågor vid inlämning. Det är {len(questions)}.")
    if too_long := next((text for text in questions if len(text) > LONGEST_QUESTION), ""):
        raise ValueError(f"En fråga är högst {LONGEST_QUESTION} tecken lång: ”{too_long[:60]}…” är längre.")
    if len(set(questions)) < len(questions):
        raise ValueError("Samma fråga står två gånger.")
    return questions


class TemplateManager(models.Manager["ReportTemplate"]):
    def get_by_natural_key(self, committee: str, name: str, version: int) -> ReportTemplate:
        return self.get(committee__slug=committee, name=name, version=version)


class ReportTemplate(ReadableTexts, models.Model):
    """In Swedish: rapportmall. A version used by a report never changes."""

    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="templates", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=100)
    version = models.PositiveSmallIntegerField("version", default=1)
    sections = models.JSONField("avsnitt", help_text="Avsnitten i ordning, som data.")
    convention = models.JSONField("enhet och tecken", default=dict, blank=True)

    demands_two = models.BooleanField(
        "kräver två personer",
        default=False,
        help_text="Den som lämnar in en rapport kan då inte själv godkänna eller fastställa den.",
    )

    assignees_only = models.BooleanField(
        "bara den ansvariga skriver",
        default=False,
        help_text="Bara den som ansvarar för avsnittet, och controllern, skriver i det.",
    )

    approvals = models.PositiveSmallIntegerField(
        "godkännanden",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_APPROVALS)],
        help_text="Så många godkänner rapporten efter varandra, olika personer, innan den kan fastställas.",
    )

    pdf_profile = models.CharField(
        "PDF-filens standard",
        max_length=3,
        choices=PDF_PROFILES,
        default=PdfProfile.UA1.value,
        help_text=PROFILE_HELP,
    )

    hand_in_questions = models.JSONField(
        "frågor vid inlämning",
        default=list,
        blank=True,
        help_text="Besvaras med ja eller nej av den som lämnar in. Svaren står i granskningens bilaga.",
    )

    objects = TemplateManager()

    class Meta:
        verbose_name = "rapportmall"
        verbose_name_plural = "rapportmallar"
        ordering = ["committee", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name", "version"],
                name="template_version_once",
                violation_error_message="Den versionen av mallen finns redan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def natural_key(self) -> tuple[str, str, int]:
        return (self.committee.slug, self.name, self.version)

    def clean(self) -> None:
        """Refuse data that no report can be made of."""
        errors: dict[str, str] = {}
        try:
            self.sections = clean_specs(self.sections)
        except ValueError as error:
            errors["sections"] = str(error)
        try:
            self.convention = Convention.from_dict(self.convention).to_dict()
        except ValueError as error:
            errors["convention"] = str(error)
        try:
            self.hand_in_questions = clean_questions(self.hand_in_questions)
        except ValueError as error:
            errors["hand_in_questions"] = str(error)
        for name in ("sections", "convention", "hand_in_questions"):
            hidden = next(filter(None, map(problem, texts_in(getattr(self, name)))), "")
            if hidden:
                errors.setdefault(name, hidden)
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_clean()
        if self.pk and self.reports.exists() and self._has_changed():
            raise ValidationError(
                "Mallen används av en rapport och kan inte ändras. Gör en ny version i stället."
            )
        super().save(*args, **kwargs)

    def _has_changed(self) -> bool:
        stored = ReportTemplate.objects.get(pk=self.pk)
        names = ("name", "version", *SHAPE)
        return any(getattr(stored, name) != getattr(self, name) for name in names)

    def new_version(self) -> ReportTemplate:
        """An unsaved copy with the next number."""
        newest = ReportTemplate.objects.filter(committee=self.committee, name=self.name).aggregate(
            newest=models.Max("version")
        )["newest"]
        return ReportTemplate(
            committee=self.committee, name=self.name, version=newest + 1, **deepcopy(self.shape)
        )

    @property
    def shape(self) -> dict[str, Any]:
        """All that shapes a report, by field."""
        return {name: getattr(self, name) for name in SHAPE}

    @property
    def specs(self) -> list[SectionSpec]:
        return [SectionSpec(**data) for data in self.sections]

    @property
    def state(self) -> str:
        """A digest of all that shapes a report; a page sends it back with what was typed."""
        # PostgreSQL orders the keys of JSON its own way.
        shape = [self.pk, self.sections, self.convention, *(["demands two"] if self.demands_two else [])]
        if self.pdf_profile != PdfProfile.UA1:
            shape.append(self.pdf_profile)
        if self.approvals > 1 or self.hand_in_questions:
            shape.append([self.approvals, self.hand_in_questions])
        return digest(json.dumps(shape, sort_keys=True))[:16]

    @property
    def has_memo(self) -> bool:
        return any(spec.kind == COVER_MEMO for spec in self.specs)

    @property
    def print_convention(self) -> Convention:
        return Convention(**self.convention)

"""The chapter of goals: political decisions, and goals with their indicators and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db import models

from goals.calculations import MER, Basis, MissingValues, SteeringRules
from goals.copying import copied, copy_rows
from goals.forms import DecisionForm
from goals.goal_forms import (
    VALUES,
    CommitteeGoalForm,
    CouncilGoalForm,
    GoalChoices,
    GoalsForm,
    IndicatorForm,
)
from goals.judgements import CouncilGoalTree, judge
from goals.models import CLOSED, CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator, SteeringModel
from goals.options import check_columns, check_known, check_title, filled, full_columns
from goals.tables import decision_table, fulfilment_table, goal_blocks, reading_table
from reporting.document.blocks import Block, Heading, Prose
from reporting.entry.ordered_rows import PlacedForm, PlacedFormSet, placed_formset
from reporting.models import Committee, PeriodKind, Report
from reporting.sections import Section
from reporting.template_editor.options import ChoiceOption, ColumnsOption, FlagOption, Option, TextOption

DEFAULT_HEADINGS = {
    "current": "Nuvärde",
    "forecast": "Prognos",
    "target": "Målvärde",
    "assessment": "Bedömning",
    "comment": "Kommentar",
}
DEFAULT_OPTIONS: dict[str, Any] = {
    "steering_model": "",
    "basis": "",
    "title": "Mål och indikatorer",
    "columns": ["current", "forecast", "target", "assessment"],
    "show_council_goals": True,
    "show_rules": False,
    "show_fulfilment": True,
}
SWITCHES = ("show_council_goals", "show_rules", "show_fulfilment")


class DecisionsSection(Section):
    """What politics has decided, with status and comment."""

    kind = "goals.decisions"
    name = "Politiska beslut"
    form_template_name = "reporting/sections/_grid.html"

    def rows(self) -> models.QuerySet[CommitteeDecision]:
        return CommitteeDecision.objects.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[CommitteeDecision]) -> list[Block]:
        return [decision_table(rows)] if rows else []

    def form(self, data: Mapping[str, Any] | None = None) -> PlacedFormSet:
        previous_id = self.report.previous_id
        rows = self.rows()
        return placed_formset(DecisionForm)(
            data,
            queryset=rows,
            prefix=self.key,
            report=self.report,
            convention=self.convention,
            previous=CommitteeDecision.objects.filter(report_id=previous_id) if previous_id else (),
            title="Fattade politiska beslut",
            blank=2 if rows else 5,
        )

    def preview(self, form: PlacedFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def start_from(self, previous: Report) -> None:
        """The decisions that are not closed, with their status; their comments are written anew."""
        if self.rows().exists():
            return
        undecided = CommitteeDecision.objects.filter(report_id=previous.pk).exclude(status__in=CLOSED)
        CommitteeDecision.objects.bulk_create(
            copied(row, self.report, fields=("key", "label", "position", "status")) for row in undecided
        )


class GoalsSection(Section):
    """Goals and indicators. Its options, all with defaults:

    ``steering_model`` the name of one of the kommun's, "" for MER-styrning; ``basis`` which value is judged,
    "" as the steering model and the kind of report have it; ``title`` the caption; ``columns`` in order,
    each a key or ``{"key", "heading"}`` with room for the period; ``show_council_goals`` prints the council
    goals that nämndmål and indicators lie under; ``show_rules`` prints the principle; ``show_fulfilment``
    prints the verdict on each nämndmål.
    """

    kind = "goals.goals"
    name = "Mål"
    form_template_name = "goals/_goals_form.html"
    update_template_name = "goals/_verdicts.html"

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        models = SteeringModel.objects.filter(municipality_id=committee.municipality_id)
        names = {name: name for name in models.values_list("name", flat=True)}
        return (
            TextOption(key="title", label="Tabellens rubrik", default=DEFAULT_OPTIONS["title"]),
            ChoiceOption(
                key="steering_model", label="Styrmodell", choices={"": "MER-styrning", **names}
            ),
            ChoiceOption(
                key="basis", label="Målen bedöms på", choices={
                    "": "som styrmodellen och slaget av rapport säger",
                    str(Basis.FORECAST): "prognosen", str(Basis.OUTCOME): "utfallet",
                },
            ),
            ColumnsOption(key="columns", label="Kolumner", choices=DEFAULT_HEADINGS),
            FlagOption(key="show_council_goals", label="Visa kommunfullmäktiges mål", default=True),
            FlagOption(key="show_rules", label="Visa hur måluppfyllelsen bedöms"),
            FlagOption(key="show_fulfilment", label="Visa måluppfyllelsen per nämndmål", default=True),
        )  # fmt: skip

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = cls._with_defaults(options)
        check_known(options, cleaned, cls.name)
        for key in SWITCHES:
            if not isinstance(cleaned[key], bool):
                raise ValueError(f"{key} för {cls.name} ska vara sant eller falskt.")
        check_title(cleaned["title"], cls.name)
        check_columns(cleaned["columns"], cls.name)
        if cleaned["basis"] not in ("", *Basis):
            raise ValueError(
                f"basis för {cls.name} ska vara forecast, outcome eller tomt: utfall i en årsredovisning, "
                "annars prognos eller vad styrmodellen säger."
            )
        cls._check_steering_model(cleaned["steering_model"])
        return cleaned

    @classmethod
    def _with_defaults(cls, options: dict[str, Any]) -> dict[str, Any]:
        """The options written out, so that a stored template says all it means."""
        full = {key: options.get(key, default) for key, default in DEFAULT_OPTIONS.items()}
        return full | {"columns": full_columns(full["columns"], DEFAULT_HEADINGS, cls.name)}

    @classmethod
    def _check_steering_model(cls, name: Any) -> None:
        if not isinstance(name, str):
            raise ValueError(f"steering_model för {cls.name} ska vara namnet på en styrmodell.")
        if name and not SteeringModel.objects.filter(name=name).exists():
            raise ValueError(f"Det finns ingen styrmodell som heter ”{name}”. Lägg in den först.")

    @cached_property
    def full_options(self) -> dict[str, Any]:
        return self._with_defaults(self.options)

    @cached_property
    def steering_model(self) -> SteeringModel | None:
        """The model that the template names; None for MER-styrning."""
        if not (name := self.full_options["steering_model"]):
            return None
        municipality = self.report.committee.municipality_id
        return SteeringModel.objects.filter(municipality_id=municipality, name=name).first()

    @property
    def rules(self) -> SteeringRules:
        """The chosen model's rules, else MER, on the value that the template or the kind of report asks for."""
        rules = self.steering_model.steering_rules if self.steering_model is not None else MER
        if basis := self.full_options["basis"]:
            return replace(rules, basis=Basis(basis))
        is_annual = self.report.period.kind == PeriodKind.ANNUAL
        return replace(rules, basis=Basis.OUTCOME) if is_annual else rules

    @property
    def headings(self) -> dict[str, str]:
        """The columns in order, with what is printed over them."""
        period = self.report.period
        return {column["key"]: filled(column["heading"], period) for column in self.full_options["columns"]}

    @property
    def typed_values(self) -> dict[str, str]:
        """The values that are typed in, with their headings: those shown, and the one that is judged."""
        judged = "forecast" if self.rules.basis is Basis.FORECAST else "current"
        return {
            name: self.headings.get(name, DEFAULT_HEADINGS[name])
            for name in VALUES
            if name in self.headings or name in (judged, "target")
        }

    def council_goals(self) -> models.QuerySet[CouncilGoal]:
        return CouncilGoal.objects.filter(report_id=self.report.pk)

    def committee_goals(self) -> models.QuerySet[CommitteeGoal]:
        return CommitteeGoal.objects.filter(report_id=self.report.pk)

    def indicators(self) -> models.QuerySet[Indicator]:
        return Indicator.objects.filter(report_id=self.report.pk)

    def trees(self) -> list[CouncilGoalTree]:
        """The report's goals as they are stored, judged."""
        return judge(
            list(self.council_goals()), list(self.committee_goals()), list(self.indicators()), self.rules
        )

    def blocks(self) -> list[Block]:
        return self._principle() + self._tables(self.trees())

    def _principle(self) -> list[Block]:
        if not self.full_options["show_rules"]:
            return []
        return [Heading(text="Bedömning av måluppfyllelse"), Prose(markdown=self.principle())]

    def principle(self) -> str:
        """How goals are judged, as Markdown: in the model's own words, else the lines of its rule."""
        if self.steering_model is not None and self.steering_model.description.strip():
            return self.steering_model.description
        return "\n".join(f"- {line.text}" for line in self.rules.lines)

    def _tables(self, trees: Sequence[CouncilGoalTree]) -> list[Block]:
        if not trees:
            return []
        options = self.full_options
        blocks = goal_blocks(
            trees,
            self.headings,
            title=filled(options["title"], self.report.period),
            with_council_goals=options["show_council_goals"],
        )
        table = fulfilment_table(trees) if options["show_fulfilment"] else None
        if table is not None:
            if any(isinstance(block, Heading) for block in blocks):
                blocks.append(Heading(text="Måluppfyllelse"))
            blocks.append(table)
        return blocks

    def form(self, data: Mapping[str, Any] | None = None) -> GoalsForm:
        """Goals, indicators and verdicts in one form; last period's values beside the fields."""
        goals = GoalChoices(list(self.council_goals()), list(self.committee_goals()))
        has_goals = bool(goals.placements)
        return GoalsForm(
            council_goals=self._formset(CouncilGoalForm, data, "kf", goals, blank=1 if has_goals else 4),
            committee_goals=self._formset(CommitteeGoalForm, data, "namndmal", goals, blank=int(has_goals)),
            indicators=self._formset(IndicatorForm, data, "indikator", goals, blank=2 if has_goals else 0),
            rules=self.rules,
            headings=self.typed_values,
        )

    def _formset(
        self,
        form: type[PlacedForm],
        data: Mapping[str, Any] | None,
        suffix: str,
        goals: GoalChoices,
        *,
        blank: int,
    ) -> PlacedFormSet:
        rows = form._meta.model._default_manager
        previous_id = self.report.previous_id
        return placed_formset(form)(
            data,
            queryset=rows.filter(report_id=self.report.pk),
            prefix=f"{self.key}-{suffix}",
            report=self.report,
            convention=self.convention,
            previous=rows.filter(report_id=previous_id) if previous_id else (),
            title=str(form._meta.model._meta.verbose_name_plural),
            blank=blank,
            more={"goals": goals, "headings": self.typed_values},
        )

    def preview(self, form: GoalsForm) -> list[Block]:
        """The tables, after what the readings of unconfirmed targets are."""
        trees = form.trees()
        readings = reading_table(trees)
        return [*([readings] if readings else []), *self._tables(trees)]

    def problems(self) -> list[str]:
        trees = self.trees()
        if not trees:
            return [f"Avsnittet ”{self.title}” har inga mål. Lägg till minst ett."]
        found = [
            problem
            for tree in trees
            for each in tree.all_indicators()
            for problem in self._problems(each.row)
        ]
        if self.full_options["steering_model"] and self.steering_model is None:
            found.append(
                f"Styrmodellen ”{self.full_options['steering_model']}” finns inte i kommunen, så målen är "
                "bedömda enligt MER-styrning. Lägg in styrmodellen eller välj en annan i rapportmallen."
            )
        return found

    def _problems(self, indicator: Indicator) -> list[str]:
        name = f"Indikatorn ”{indicator.label}”"
        found: list[str] = []
        if not indicator.target.strip():
            found.append(f"{name} saknar målvärde. Skriv ett streck om den inte ska ha något.")
        elif indicator.has_target and not indicator.target_confirmed:
            found.append(
                f"{name} har målvärdet ”{indicator.target}”, som kan förstås på flera sätt. "
                "Kontrollera hur det är tolkat och kryssa för att det stämmer."
            )
        if self.rules.missing_values is MissingValues.BLOCKS:
            judged_on = "forecast" if self.rules.basis is Basis.FORECAST else "current"
            if indicator.value_of(judged_on) is None:
                what = "prognos" if judged_on == "forecast" else "nuvärde"
                found.append(f"{name} saknar {what}, och styrmodellen kräver ett värde.")
        return found

    def start_from(self, previous: Report) -> None:
        """Goals and indicators with their targets; values, verdicts and comments are written anew."""
        if self.council_goals().exists():
            return
        council_goals = copy_rows(
            CouncilGoal.objects.filter(report_id=previous.pk),
            self.report,
            COUNCIL_GOAL_CARRIES,
        )
        committee_goals = copy_rows(
            CommitteeGoal.objects.filter(report_id=previous.pk),
            self.report,
            ("key", "label", "position"),
            council_goal=council_goals,
        )
        copy_rows(
            Indicator.objects.filter(report_id=previous.pk),
            self.report,
            CARRIED_BY_INDICATORS,
            council_goal=council_goals,
            committee_goal=committee_goals,
        )


COUNCIL_GOAL_CARRIES = ("key", "label", "area", "note", "position")
CARRIED_BY_INDICATORS = (
    *("key", "label", "position", "target", "comparison", "target_value", "target_upper", "target_unit"),
    *("baseline", "target_confirmed"),
)

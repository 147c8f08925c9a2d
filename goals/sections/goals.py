from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse

from goals.deviations import judged_goals
from goals.forms.formsets import CommitteeGoalFormSet, CouncilGoalFormSet, IndicatorFormSet
from goals.forms.goals import VALUES, CommitteeGoalForm, CouncilGoalForm, IndicatorForm
from goals.forms.goals_form import GoalsForm
from goals.forms.rows import GoalChoices
from goals.fulfilment import (
    DIRECT_INDICATORS,
    council_fulfilment_table,
    fulfilment_table,
)
from goals.highlights import goals_highlight
from goals.judgements import CouncilGoalTree, judge
from goals.models import CommitteeGoal, CouncilGoal, Indicator, SteeringModel
from goals.pictures import with_charts
from goals.pieces import pieces_of
from goals.sections.goals_options import DEFAULT_HEADINGS, GOALS_KIND, GoalsOptions
from goals.steering import MER, Basis, MissingValues, SteeringRules
from goals.steering_versions import copied_to
from goals.tables import goal_blocks, unconfirmed_targets_table
from reporting.document.blocks import Block, Heading, Prose, Table
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.entry.row_formset import RowFormSet, row_formset
from reporting.models import Committee, PeriodKind, Report, User
from reporting.models.rows import IDENTITY, copy_rows
from reporting.sections import Section


class GoalsSection(Section):
    Options = GoalsOptions
    kind = GOALS_KIND
    name = "Mål"
    highlight_rank = 2
    form_template_name = "goals/_goals_form.html"

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return goals_highlight(contents, key=cls.kind)

    @classmethod
    def more_settings(cls, committee: Committee) -> tuple[str, str]:
        return "Styrmodeller: hur målen bedöms", reverse("steering_list", args=[committee.slug])

    @classmethod
    def options_in(
        cls, committee: Committee, options: dict[str, Any], *, of: Committee, by: User
    ) -> dict[str, Any]:
        models = SteeringModel.objects.filter(municipality=of.municipality_id)
        model = models.referred_to(options.get("steering_model", "")).first()
        return (
            options
            if model is None
            else options | {"steering_model": copied_to(committee, model, by=by).reference}
        )

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        return (CouncilGoal, CommitteeGoal, Indicator)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return judged_goals(content)

    @cached_property
    def steering_model(self) -> SteeringModel | None:
        """None for MER-styrning."""
        if not (reference := self.options["steering_model"]):
            return None
        models = SteeringModel.objects.referred_to(reference)
        return models.filter(municipality=self.report.committee.municipality_id).first()

    @cached_property
    def rules(self) -> SteeringRules:
        """The steering model's rules, judged on the value that the template or the kind of period says."""
        rules = self.steering_model.steering_rules if self.steering_model is not None else MER
        return rules_in(self.report, rules, self.options["basis"])

    @cached_property
    def headings(self) -> dict[str, str]:
        """Column key -> printed heading, in order."""
        return {column["key"]: self.filled(column["heading"]) for column in self.options["columns"]}

    @cached_property
    def typed_values(self) -> dict[str, str]:
        """Typed values and their headings: those shown, and the one that is judged."""
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
        return judge(
            list(self.council_goals()), list(self.committee_goals()), list(self.indicators()), self.rules
        )

    def reads(self, kind: str) -> bool:
        return kind in (self.kind, "goals.council_goals")

    def blocks(self) -> list[Block]:
        return self._principle() + self._tables(self.trees())

    def _principle(self) -> list[Block]:
        if not self.options["show_rules"]:
            return []
        return [Heading(text="Bedömning av måluppfyllelse"), Prose(markdown=self.principle())]

    def principle(self) -> str:
        """Markdown: the steering model's description, else its rule lines."""
        if self.steering_model is not None and self.steering_model.description.strip():
            return self.steering_model.description
        return "\n".join(f"- {line.text}" for line in self.rules.lines)

    def _tables(self, trees: Sequence[CouncilGoalTree]) -> list[Block]:
        if not trees:
            return []
        options = self.options
        blocks = goal_blocks(
            trees,
            self.headings,
            title=self.filled(options["title"]),
            with_council_goals=options["show_council_goals"],
        )
        verdicts = self._verdicts(trees)
        if verdicts and any(isinstance(block, Heading) for block in blocks):
            blocks.append(Heading(text="Måluppfyllelse"))
        blocks += verdicts
        if (
            options["show_fulfilment"]
            and not self.judges_council_goals
            and any(tree.indicators for tree in trees)
        ):
            last = blocks[-1]
            assert isinstance(last, Table)
            blocks[-1] = replace(last, notes=(*last.notes, DIRECT_INDICATORS))
        return with_charts(blocks, trees, options["charts"])

    def _verdicts(self, trees: Sequence[CouncilGoalTree]) -> list[Table]:
        tables = [
            council_fulfilment_table(trees) if self.judges_council_goals else None,
            fulfilment_table(trees) if self.options["show_fulfilment"] else None,
        ]
        return [table for table in tables if table is not None]

    @property
    def judges_council_goals(self) -> bool:
        return bool(self.options["judge_council_goals"])

    def form(self, data: Mapping[str, Any] | None = None) -> GoalsForm:
        goals = GoalChoices(list(self.council_goals()), list(self.committee_goals()))
        has_goals = bool(goals.placements)
        council_goals = row_formset(CouncilGoalForm, CouncilGoalFormSet)
        committee_goals = row_formset(CommitteeGoalForm, CommitteeGoalFormSet)
        indicators = row_formset(IndicatorForm, IndicatorFormSet)
        return GoalsForm(
            council_goals=self._formset(council_goals, data, "kf", goals, blank=1 if has_goals else 4),
            committee_goals=self._formset(
                committee_goals, data, "namndmal", goals, blank=1 if has_goals else 2
            ),
            indicators=self._formset(indicators, data, "indikator", goals, blank=2),
            rules=self.rules,
            headings=self.typed_values,
            judges_council_goals=self.judges_council_goals,
        )

    def _formset(
        self,
        formset: type[RowFormSet],
        data: Mapping[str, Any] | None,
        suffix: str,
        goals: GoalChoices,
        *,
        blank: int,
    ) -> RowFormSet:
        model = formset.form._meta.model
        rows = model._default_manager
        previous_id = self.report.previous_id
        return formset(
            data,
            queryset=rows.filter(report_id=self.report.pk),
            prefix=f"{self.key}-{suffix}",
            report=self.report,
            convention=self.convention,
            previous=rows.filter(report_id=previous_id) if previous_id else (),
            title=str(model._meta.verbose_name_plural),
            blank=blank,
            more={"goals": goals, "headings": self.typed_values},
        )

    def preview(self, form: GoalsForm) -> list[Block]:
        trees = form.trees()
        unconfirmed = unconfirmed_targets_table(trees)
        return [*([unconfirmed] if unconfirmed else []), *self._tables(trees)]

    def pieces(self, form: GoalsForm) -> dict[str, str]:
        return pieces_of(form.trees(), judges_council_goals=self.judges_council_goals)

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
        if self.options["steering_model"] and self.steering_model is None:
            found.append(
                f"Styrmodellen ”{self.options['steering_model']}” finns inte i kommunen, så målen är "
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
        """Goals and indicators with their targets; values, verdicts and comments start empty."""
        if self.council_goals().exists():
            return
        council_goals = copy_rows(
            CouncilGoal.objects.filter(report_id=previous.pk),
            self.report,
            (*IDENTITY, *COUNCIL_GOAL_CARRIES),
        )
        committee_goals = copy_rows(
            CommitteeGoal.objects.filter(report_id=previous.pk),
            self.report,
            IDENTITY,
            council_goal=council_goals,
        )
        copy_rows(
            Indicator.objects.filter(report_id=previous.pk),
            self.report,
            (*IDENTITY, *INDICATOR_CARRIES),
            council_goal=council_goals,
            committee_goal=committee_goals,
        )


def rules_in(report: Report, rules: SteeringRules, basis: str) -> SteeringRules:
    """``basis``: as the rapportmall says, "" for by the kind of period."""
    if basis:
        return replace(rules, basis=Basis(basis))
    is_annual = report.period.kind == PeriodKind.ANNUAL
    return replace(rules, basis=Basis.OUTCOME) if is_annual else rules


COUNCIL_GOAL_CARRIES = ("area", "note")
INDICATOR_CARRIES = (
    *("target", "comparison", "target_value", "target_upper", "target_unit"),
    *("baseline", "target_confirmed"),
)

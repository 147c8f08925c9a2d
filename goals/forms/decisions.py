from __future__ import annotations

from django import forms

from goals.models import CommitteeDecision
from reporting.entry.rows import RowForm


class DecisionForm(RowForm):
    shown_before = ("status", "comment")

    class Meta:
        model = CommitteeDecision
        fields = ["label", "status", "comment", "position"]
        labels = {"label": "Beslut"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("label", "comment")}

from __future__ import annotations

from django import forms

from goals.models import CommitteeDecision
from reporting.entry.rows import RowForm


class DecisionForm(RowForm):
    class Meta:
        model = CommitteeDecision
        fields = ["label", "status", "comment", "position"]
        labels = {"label": "Beslut"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("label", "comment")}

    def previous_text(self, name: str) -> str:
        if not isinstance(self.previous, CommitteeDecision):
            return ""
        return {"status": self.previous.get_status_display(), "comment": self.previous.comment}.get(name, "")

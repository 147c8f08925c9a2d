from reporting.entry.forms import AmountField
from reporting.entry.rows import RowForm
from tests.tiny_chapter.models import Grant


class GrantForm(RowForm):
    amount_fields = ("amount",)
    amount = AmountField(label="Belopp")

    class Meta:
        model = Grant
        fields = ["label", "amount", "position"]
        labels = {"label": "Förening"}

from reporting.entry.forms import AmountField
from reporting.entry.ordered_rows import PlacedForm
from tests.tiny_chapter.models import Grant


class GrantForm(PlacedForm):
    amount_fields = ("amount",)
    amount = AmountField(label="Belopp")

    class Meta:
        model = Grant
        fields = ["label", "amount", "position"]
        labels = {"label": "Förening"}

from reporting.review.rules.prose import NamedEffects
from tests.reporting.review.samples import doc, found, result

LINES = (("Intäkter", -1000, -600, -1100), ("Personal", 700, 400, 650), ("Licenser", 300, 290, 470))


def test_the_effects_that_no_text_names() -> None:
    text = "Intäkterna blir 100 tkr högre. Licenserna ger ett underskott om 170 tkr."
    assert found(NamedEffects, doc(result(*LINES), text)) == [("advice", "summa", "")]
    assert found(NamedEffects, doc(result(*LINES), text + " Personal ger ett överskott om 50 tkr.")) == []
    assert found(NamedEffects, doc(result(*LINES), "Allt går bra.")) == []
    assert found(NamedEffects, doc(result(*LINES), "Intäkterna blir 100 tkr högre.")) == []

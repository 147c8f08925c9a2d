"""Any edits over any malls, in any order: journal = values, document = what was typed under the convention it was
typed in, no answer of 500 or more, nothing adopted ever changes.

The portal is driven as a browser drives it; ``tests/edits/memory.py`` remembers what was typed.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.edits.answers import Answers
from tests.edits.files import Files

pytestmark = pytest.mark.django_db


class Edits(Answers, Files):
    """All that people do."""


def run(*, examples: int, steps: int, **more: Any) -> None:
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **more,
        ),
    )


def test_any_edits() -> None:
    """The same two hundred in every run."""
    run(examples=5, steps=40, derandomize=True, phases=[Phase.generate])


@pytest.mark.nightly
def test_ten_thousand_edits() -> None:
    run(examples=100, steps=100)

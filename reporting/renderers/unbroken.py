"""What a line must not break: dates, a figure and its unit, a short prefix ("IT-nämnd"). Pure."""

from __future__ import annotations

import re

MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
UNITS = "kr|tkr|mkr|mnkr|mdkr|kronor|st|%|§|h|dagar|timmar|år|poäng|procent"
SPACE = "[ \u00a0\u202f]"

PARTS = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}{SPACE}(?:{MONTHS})(?:{SPACE}\d{{4}})?\b"
    rf"|§{SPACE}\d+"
    r"|\b[A-ZÅÄÖ]{1,4}-\w{3,20}"
    rf"|[-−+]?\d+(?:{SPACE}\d{{3}})*(?:,\d+)?{SPACE}(?:(?:{UNITS})\b|%)"
)

"""Text of Word and tabbed text pasted into a text: Markdown, told of, taken back with one key."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_grid import paste

pytestmark = pytest.mark.browser

TEXT = "textarea.prose-input"
HTML = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<!--StartFragment--><h1>Driften</h1><p class=MsoNormal>Bra <b>resultat</b>
i år.<o:p></o:p></p><p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>ett<o:p></o:p></p><p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>två</p>
<table class=MsoTableGrid><tr><td><p>År</p></td><td><p>Antal</p></td></tr><tr><td><p>2023</p></td><td><p>4</p></td>
</tr></table><p># 3 av 5<img src="x.png"></p><!--EndFragment--></body></html>"""
TABLE = "| År | Antal |\n|---|---|\n| 2023 | 4 |"
MARKDOWN = f"## Driften\n\nBra **resultat** i år.\n\n- ett\n- två\n\n{TABLE}\n\n\\# 3 av 5"
PASTE = """([selector, html]) => {
  const carried = new DataTransfer();
  carried.setData("text/html", html);
  carried.setData("text/plain", "Driften");
  const event = new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true});
  document.querySelector(selector).dispatchEvent(event);
}"""


def test_text_of_word_is_converted_told_of_and_undone(editor: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = editor.locator(TEXT)
    text.fill("")
    text.press_sequentially("Före: ")
    # As Word writes it: the browser's own writing to the clipboard would clean away its styles.
    editor.evaluate(PASTE, [TEXT, HTML])
    assert text.input_value() == "Före: " + MARKDOWN
    note = editor.locator(".prose-field [role=status].hint")
    expect(note).to_contain_text("Ctrl+Z tar bort det. Det här följde inte med: bilder.")
    editor.keyboard.press("Control+z")
    assert text.input_value() == "Före: "
    paste(editor, "Så här:\n\u2022\tett\n\u2022\ttvå\n")
    expect(text).to_have_value("Före: Så här:\n- ett\n- två\n")
    editor.keyboard.press("Control+z")
    assert text.input_value() == "Före: "

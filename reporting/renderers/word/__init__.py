"""Document -> Word: the content of the PDF, to edit further. The first call loads python-docx.

The look is template.docx in this folder: fonts, colours, lines, lists, page sizes, header and footer. Edit it in
Word. A kommun with its own fonts and arms edits a copy, keeps the style names (styles.py) and sets
PORTAL_WORD_TEMPLATE to its path; ``manage.py check`` lists what the copy lacks. Restart the portal after a change.

- The template's first section gives portrait pages, header and footer; its text begins the cover. The last section
  gives the size of landscape pages; its text is dropped.
- Municipality and title are written in the header's first empty paragraph.
- Cells of heading and group rows get the shading of Table Heading and Table Group.
"""

from reporting.renderers.word.render import render_word

__all__ = ["render_word"]

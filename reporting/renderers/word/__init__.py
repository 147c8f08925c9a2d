"""Document -> Word: what the PDF has, to go on writing in. python-docx is loaded by the first call.

What a report looks like is template.docx beside this file: fonts, colours, lines, lists, page sizes, header and
footer. It was made once with python-docx and is changed in Word like any other file. A kommun that wants its own
fonts and arms changes a copy, keeps the names of the styles (styles.py) and sets PORTAL_WORD_TEMPLATE to its path;
``manage.py check`` says what the copy lacks. A changed template is used once the portal has been restarted.

- The first section of the template gives upright pages, header and footer; what stands before its end begins the
  cover. The last section gives the size of landscape pages; nothing that stands there is kept.
- The line of the report is added to the first paragraph of the header that has no text.
- Cells of heading and group rows are filled with the shading of Table Heading and Table Group.
"""

from reporting.renderers.word.render import render_word

__all__ = ["render_word"]

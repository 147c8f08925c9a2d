"""The system check for the PDF engine's native libraries."""

from django.core.checks import Warning

from reporting.checks import can_load, check_pdf_libraries, missing_library_warning


def test_nothing_to_say_where_the_libraries_are():
    assert check_pdf_libraries() == []


def test_a_library_that_is_not_there():
    assert can_load(["libno-such-library.so.0"]) is False


def test_one_of_several_names_is_enough():
    assert can_load(["libno-such-library.so.0", "libpango-1.0.so.0"]) is True


def test_the_warning_names_library_and_package():
    assert missing_library_warning("Pango", "libpango-1.0-0") == Warning(
        "PDF files can't be made: the library Pango is missing. Everything else works.",
        hint="Install it, on Debian and Ubuntu: apt-get install libpango-1.0-0",
        id="reporting.W001",
    )

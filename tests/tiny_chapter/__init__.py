"""A chapter as small as one can be: grants to associations. Installed by tests/reporting/test_tiny_chapter.py."""

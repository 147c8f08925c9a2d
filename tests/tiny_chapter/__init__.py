"""The smallest chapter: grants to associations. Installed by tests/reporting/test_tiny_chapter.py."""

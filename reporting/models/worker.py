"""Processes that work in the background."""

from __future__ import annotations

from django.db import models


class Worker(models.Model):
    """``seen_at``: its latest sign of life. What a worker that has gone silent had begun is given to another."""

    name = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "arbetare"
        verbose_name_plural = "arbetare"

    def __str__(self) -> str:
        return self.name

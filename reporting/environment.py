"""What environment variables say, as Django's settings have it."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"PORTAL_{name}", default)


def env_required(name: str, explanation: str) -> str:
    """Raises ImproperlyConfigured with the explanation when the variable is missing."""
    value = env(name)
    if not value:
        raise ImproperlyConfigured(f"Set PORTAL_{name}: {explanation}")
    return value


def env_list(name: str) -> list[str]:
    """What stands between the commas, without blanks."""
    return [part for text in env(name).split(",") if (part := text.strip())]


def origin(host: str) -> str:
    """An entry of ALLOWED_HOSTS as CSRF_TRUSTED_ORIGINS has it; ".example.se" is all hosts below it."""
    return f"https://{'*' if host.startswith('.') else ''}{host}"


def first_address(hosts: list[str]) -> str:
    """Of the first of ALLOWED_HOSTS that names one host; "" without one."""
    named = [host for host in hosts if host[0] not in ".*"]
    return f"https://{named[0]}" if named else ""


def mail_from_url(url: str) -> dict[str, object]:
    """Django's mail settings from ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://user:password@host:port``;
    ``console:`` prints, ``file:///directory`` writes, ``memory:`` keeps."""
    parts = urlsplit(url)
    backend = "django.core.mail.backends."
    if parts.scheme in {"smtp", "smtp+tls", "smtps"}:
        is_tls, is_ssl = parts.scheme == "smtp+tls", parts.scheme == "smtps"
        return {
            "EMAIL_BACKEND": backend + "smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if is_ssl else 587 if is_tls else 25),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": is_tls,
            "EMAIL_USE_SSL": is_ssl,
        }
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": backend + "filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme in {"console", "memory"}:
        kind = "console" if parts.scheme == "console" else "locmem"
        return {"EMAIL_BACKEND": f"{backend}{kind}.EmailBackend"}
    raise ImproperlyConfigured(
        "PORTAL_MAIL_URL must begin with smtp://, smtp+tls:// or smtps://, for example "
        "smtp+tls://portal:password@mail.example.se:587"
    )


def openid_connect(server: str, **more: str) -> dict[str, dict[str, Any]]:
    """SOCIALACCOUNT_PROVIDERS for one OpenID provider, at the address before ``/.well-known/``; {} without one.

    ``name``: on the button; ``client_id``, ``secret``; ``scope``; ``groups_claim``: where the ID token has groups.
    """
    if not server:
        return {}
    app = {
        "provider_id": "kommunen",
        "name": more.get("name") or "kommunens inloggning",
        "client_id": more.get("client_id", ""),
        "secret": more.get("secret", ""),
        "settings": {
            "server_url": server.rstrip("/"),
            "scope": (more.get("scope") or "openid profile email").split(),
            "groups_claim": more.get("groups_claim") or "groups",
        },
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


LONGEST_WAIT = 20  # seconds for others' writes, before one is told that the database is busy


def database_from_url(url: str) -> dict[str, object]:
    """Database settings from ``sqlite:///path`` or ``postgres://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "reporting.database",
            "NAME": parts.path[1:] if parts.path.startswith("//") else BASE_DIR / parts.path.lstrip("/"),
            # In Django's default transaction mode simultaneous saves fail with "database is locked".
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": LONGEST_WAIT,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
            # The last connection to close removes files that a full disk has no room to make anew.
            "CONN_MAX_AGE": None,
            # Said outright: each worker of pytest-xdist else gets a file of its own, knowing Django's engine alone.
            "TEST": {"NAME": ":memory:"},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,  # the server may have been restarted since
            "OPTIONS": {"options": f"-c lock_timeout={LONGEST_WAIT}s"},
        }
    raise ImproperlyConfigured(
        "PORTAL_DATABASE_URL must begin with sqlite:/// or postgres://, for example "
        "postgres://portal:password@localhost:5432/portal"
    )

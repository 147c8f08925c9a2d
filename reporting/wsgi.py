import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from reporting.database.recovery import recover

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reporting.settings")

application = get_wsgi_application()

from reporting.administration.first_run import announce  # noqa: E402 (its models need the application)

recover()
announce()
connection.close()  # a worker opens its own

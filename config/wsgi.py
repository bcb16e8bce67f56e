"""The floor behind a WSGI server: gunicorn config.wsgi."""

from django.core.wsgi import get_wsgi_application

from config import env

env.use_settings()
application = get_wsgi_application()

"""The floor behind an ASGI server; WSGI is the faster choice for its synchronous views."""

from django.core.asgi import get_asgi_application

from config import env

env.use_settings()
application = get_asgi_application()

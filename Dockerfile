# One image for web, worker and beat. Build: docker compose build
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home floor && mkdir /data && chown floor /data
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py pyproject.toml ./
COPY config config
COPY marketplace marketplace
COPY search search
COPY workers workers
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
# Messages and static files are part of the image; the key serves these two commands only.
RUN python manage.py compile_catalogues --quiet \
 && DATA_DIR=/tmp/build BASE_URL=http://localhost python manage.py collectstatic --no-input --verbosity 0 \
 && mv /tmp/build/static /app/static && rm -rf /tmp/build
ENV STATIC_DIR=/app/static
USER floor
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as u; b = p.urlsplit(os.environ['BASE_URL']); u.urlopen(u.Request('http://127.0.0.1:8000/health/live', headers={'Host': b.netloc, 'X-Forwarded-Proto': b.scheme}), timeout=2)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "2", "--access-logfile", "-", "--graceful-timeout", "20"]

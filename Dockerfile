# The web and work containers. Nothing secret goes in: keys and passwords come as
# files when it runs (docker-compose.yml), and everything it keeps is in /data.
FROM python:3.13-slim AS parts
ENV UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
RUN pip install --no-cache-dir --root-user-action=ignore uv==0.13.9
COPY pyproject.toml .python-version ./
RUN uv sync --no-dev --no-cache

FROM python:3.13-slim
ENV PATH="/app/.venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEARSELF_DATA=/data
WORKDIR /app
# A number of its own: no person and no other container on the machine has it.
RUN useradd --system --user-group --uid 10001 --no-create-home --shell /usr/sbin/nologin dearself \
    && install --directory --mode=700 --owner=dearself --group=dearself /data
COPY --from=parts /app/.venv .venv
COPY . .
USER dearself
VOLUME /data
EXPOSE 8000
# Through the loopback name, which Django always answers to; no proxy variable is asked.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
# The threads wait for the database and for Argon2. Caddy waits for the network.
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--workers-kill-timeout", "8", "--respawn-failed-workers", "--no-ws"]

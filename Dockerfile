# The wheels need no compiler, so a slim image is enough. Build: docker build -t recul .
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 RECUL_HOME=/data
WORKDIR /app

COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY pyproject.toml README.md ./
COPY bot bot
COPY dialogs dialogs
COPY prompts prompts
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable . \
    && recul dialogs check \
    && useradd --system --uid 10001 --home-dir /data recul \
    && install -d -o recul -g recul -m 700 /data

USER recul
VOLUME /data

# The clock touches this file at each look; a bot that is stuck, or whose database is away, stops touching it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD python -c "import os, sys, time; sys.exit(time.time() - os.stat('/data/alive').st_mtime > 60)"

CMD ["recul", "run"]

# Everything comes from the lock for the run, which holds the build tool too.
FROM python:3.11-slim AS base
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
COPY requirements-run.lock /tmp/
RUN pip install --require-hashes -r /tmp/requirements-run.lock

FROM base AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM base
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-deps --no-index /wheels/*.whl \
    && useradd --system --create-home --home-dir /var/lib/innoatlas innoatlas

USER innoatlas
WORKDIR /var/lib/innoatlas
ENV ATLAS_STORE=/var/lib/innoatlas/atlas.db ATLAS_KEYS=/var/lib/innoatlas/keys \
    ATLAS_RESTRICTED=/var/lib/innoatlas/restricted ATLAS_DRAFTS=/var/lib/innoatlas/drafts \
    ATLAS_JUDGEMENTS=/var/lib/innoatlas/judgements.jsonl
VOLUME /var/lib/innoatlas
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]

ENTRYPOINT ["innoatlas"]
# Whoever asks comes from outside the container, so it serves once a key was made: key create NAME.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

# The wheel is built with the pinned build tools; the image keeps only what the run needs.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.11-slim
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
COPY requirements-run.lock /tmp/
RUN pip install --require-hashes -r /tmp/requirements-run.lock
COPY --from=build /wheels /tmp/wheels
RUN pip install --no-deps --no-index /tmp/wheels/*.whl \
    && rm -r /tmp/wheels /tmp/requirements-run.lock \
    && useradd --system --create-home --home-dir /var/lib/innoatlas innoatlas

USER innoatlas
WORKDIR /var/lib/innoatlas
ENV ATLAS_STORE=/var/lib/innoatlas/atlas.db
VOLUME /var/lib/innoatlas
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=4)"]

ENTRYPOINT ["innoatlas"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

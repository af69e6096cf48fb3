# Pinpoint's page and its HTTP interface in one image; docs/running.md says how it is run.

FROM python:3.11-slim-bookworm AS build
# An index of CPU builds of torch has to stand here: requirements.lock names such a build by its hash.
ARG PIP_EXTRA_INDEX_URL=""
ARG EXTRAS="serve"
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements.lock pyproject.toml README.md LICENSE app.py ./
COPY .streamlit/config.toml .streamlit/
COPY benchmarks/questions.jsonl benchmarks/
COPY corpus corpus
COPY rag rag
RUN pip download --require-hashes --no-deps --only-binary :all: --dest /locked --requirement requirements.lock \
    && pip wheel --no-index --find-links /locked --no-deps --wheel-dir /wheels . \
    && python -m venv /opt/pinpoint \
    && /opt/pinpoint/bin/pip install --no-index --find-links /locked "$(echo /wheels/pinpoint-*.whl)[$EXTRAS,sign-in]"

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 pinpoint \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin pinpoint \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/pinpoint
COPY --from=build /opt/pinpoint /opt/pinpoint
ENV PATH=/opt/pinpoint/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    PINPOINT_INDEX=/var/lib/pinpoint/index
USER 10001:10001
WORKDIR /var/lib/pinpoint
VOLUME /var/lib/pinpoint
EXPOSE 8501 8502
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://localhost:8502/health/live', timeout=4)"]
ENTRYPOINT ["pinpoint"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8502"]

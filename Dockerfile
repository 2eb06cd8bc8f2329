# Two images, each for every role (web, worker, sweeper, migrations): `serve` has no TensorFlow, since LiteRT serves;
# `full`, the last one, also trains, and can fall back to Keras where LiteRT cannot load a model. `gpu` is `full` with
# what TensorFlow needs of NVIDIA's. Each has our modules compiled: its file system is read only, so Python would do it at
# every start.
FROM python:3.11.15-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1
# The owner of /data since the first version, by number, so that Kubernetes can see that it is not root.
RUN groupadd --gid 1000 browline \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /nonexistent browline \
    && install --directory --owner 1000 --group 1000 --mode 700 /data
WORKDIR /srv/browline
ENV BROWLINE_HOME=/data BROWLINE_HOST=0.0.0.0
ENTRYPOINT ["browline"]
CMD ["--help"]

FROM base AS serve
COPY requirements-serve.lock ./
RUN pip install --require-hashes -r requirements-serve.lock
COPY . .
RUN pip install --no-deps --no-build-isolation -e . && python -m compileall -q .
USER 1000:1000

FROM base AS gpu
COPY requirements-gpu.lock ./
RUN pip install --require-hashes -r requirements-gpu.lock
COPY . .
RUN pip install --no-deps --no-build-isolation -e . && python -m compileall -q .
USER 1000:1000

FROM base AS full
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-deps --no-build-isolation -e . && python -m compileall -q .
USER 1000:1000

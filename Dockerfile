# One image for every role: web, worker, sweeper, migrations.
FROM python:3.11-slim

RUN useradd --create-home browline
WORKDIR /srv/browline
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && mkdir -p /data && chown browline /data
USER browline
ENV BROWLINE_HOME=/data BROWLINE_HOST=0.0.0.0
ENTRYPOINT ["browline"]

# syntax=docker/dockerfile:1
#
#   docker build -t sinergi .                       the image of the service
#   docker build --target check .                   everything .ci/run does, in a clean container
#   docker run -p 8080:8080 -v sinergi:/var/lib/sinergi sinergi
#
# No secret is in the image: keys and the first admin client are made in the volume at the first start.
# For PostgreSQL give DATABASE_URL and SINERGI_KEYS (a mounted file that all instances share).

FROM rust:1.95-bookworm AS builder
WORKDIR /src
# What `.ci/run` would install, kept in a layer of its own.
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential git make perl pkg-config python3 \
    && rm -rf /var/lib/apt/lists/*
# .cargo/config.toml carries the flags SQLite is compiled with.
COPY . .
# The same commands as the release step of .ci/run.
RUN cargo build --release --locked \
    && target/release/sinergi openapi --check

FROM builder AS check
RUN .ci/run

FROM debian:bookworm-slim AS service
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/sinergi sinergi \
    && install -d -o sinergi -g sinergi -m 0700 /var/lib/sinergi
COPY --from=builder /src/target/release/sinergi /usr/local/bin/sinergi
COPY LICENSE /usr/share/doc/sinergi/LICENSE
USER 10001:10001
WORKDIR /var/lib/sinergi
VOLUME /var/lib/sinergi
# The default database and key file are sinergi.db and sinergi.keys in the working directory, which is the volume.
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["sinergi", "healthcheck"]
ENTRYPOINT ["sinergi"]
CMD ["serve", "--listen", "0.0.0.0:8080"]

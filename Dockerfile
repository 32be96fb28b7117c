# Build: docker build -t voicegate .
# Run:   docker run --read-only --env-file .env -v voicegate:/data -p 8080:8080 voicegate
# Note that docker's --env-file knows neither quotes nor `export`; `-v "$PWD/.env:/data/.env:ro"` reads .env as it is meant.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        g++ libcurl4-openssl-dev libphonenumber-dev libpq-dev libsqlite3-dev libssl-dev libxml2-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# Packages change less often than sources: they are a layer of their own.
COPY Package.swift ./
RUN swift package resolve
COPY Sources ./Sources
COPY Tests ./Tests
RUN swift build --configuration release --product voicegate --static-swift-stdlib \
    && install "$(swift build --configuration release --show-bin-path)/voicegate" /usr/local/bin/voicegate

FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates libcurl4 libphonenumber8 libpq5 libsqlite3-0 libstdc++6 libxml2 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --no-create-home --uid 10001 --shell /usr/sbin/nologin voicegate \
    && install --directory --owner voicegate --mode 0700 /data
COPY --from=build /usr/local/bin/voicegate /usr/local/bin/voicegate
COPY twiml-templates /usr/share/voicegate/twiml-templates
# Everything else may be read only: the database, and the data key beside it, are made in the working directory.
VOLUME /data
WORKDIR /data
# From outside the container the loopback address cannot be reached. The console and /metrics stay on theirs until
# ADMIN_HOST says otherwise. These two win over a mounted .env; `--env HOST=…` wins over them.
ENV HOST=0.0.0.0 \
    TEMPLATES_DIR=/usr/share/voicegate/twiml-templates
USER voicegate
EXPOSE 8080
ENTRYPOINT ["voicegate"]
CMD ["serve"]

# The service in a container: docker build -t triage .
# Tags are pinned; a release also pins digests, which `docker buildx imagetools inspect TAG` tells:
#   docker build --build-arg SDK=TAG@sha256:... --build-arg RUNTIME=TAG@sha256:... .
# The same bytes each time: docker buildx build --build-arg SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
#   --output type=image,rewrite-timestamp=true .
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0.401-noble
# "extra" for the time zones of opening hours. No shell, no package manager.
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra

FROM --platform=$BUILDPLATFORM ${SDK} AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN deploy/publish image "$TARGETARCH" /out && mkdir /data

FROM ${RUNTIME}
COPY --from=build /out/ /opt/triage/
COPY --from=build --chown=1654:1654 /data/ /var/lib/triage/data/
# The root file system may be read-only: .NET's diagnostics would write sockets to /tmp.
ENV DOTNET_EnableDiagnostics=0 \
    Listen__Http=0.0.0.0:8080 \
    Listen__Grpc=0.0.0.0:8081 \
    Access__Keys=true \
    Shutdown__Drain=00:00:05
WORKDIR /var/lib/triage
VOLUME /var/lib/triage/data
EXPOSE 8080 8081
USER 1654:1654
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --start-interval=1s \
    CMD ["/opt/triage/Triage.Server", "health"]
ENTRYPOINT ["/opt/triage/Triage.Server"]

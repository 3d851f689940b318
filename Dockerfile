# One static file in an empty image, run by nobody in particular. Build it with: docker build -t mddash .
FROM node:22-bookworm-slim AS front
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --include=optional --no-audit --no-fund
COPY scripts/build.mjs scripts/
COPY static static
RUN node scripts/build.mjs

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=front /src/static/vendor static/vendor
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -gcflags "mddash/views/...=-l" -ldflags "-s -w -X main.version=${VERSION}" -o /out/mddash . \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build /out/tmp /tmp
COPY --from=build /out/mddash /mddash
USER 65532:65532
ENV MDDASH_ADDR=0.0.0.0:8080 MDDASH_DATABASE_URL=sqlite:/data/mddash.db
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["/mddash", "healthcheck"]
ENTRYPOINT ["/mddash"]
CMD ["serve"]

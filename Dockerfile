# syntax=docker/dockerfile:1

# The program needs a C compiler while it is built (H3), which this image has,
# and nothing when it runs: it is linked statically and stands alone on an image
# without a shell.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=1 go build -buildvcs=false -trimpath -tags netgo,osusergo \
    -ldflags '-s -w -linkmode external -extldflags "-static"' \
    -o /lifecircle ./cmd/lifecircle

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /lifecircle /lifecircle
COPY LICENSE /LICENSE
USER nonroot
EXPOSE 8080
# Ready once every city is open; no shell or curl is needed to ask.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["/lifecircle", "health"]
ENTRYPOINT ["/lifecircle"]
# The sample city; name your own: docker run … lifecircle serve /cities/my.lifecircle --addr 0.0.0.0:8080
CMD ["demo", "--addr", "0.0.0.0:8080"]

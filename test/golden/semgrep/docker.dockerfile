FROM python:3.10 AS build
FROM python
FROM --platform=linux/amd64 node:20@sha256:abc AS base
FROM node@sha256:abc
RUN a
RUN b
RUN a && b
RUN a && b && c
RUN a; b
RUN a | b
RUN a | b | c
RUN a || b
RUN a x && b y
RUN echo hello
RUN echo "hello"
RUN echo 'hello'
RUN echo "a b $VAR"
RUN echo hello world > file
RUN --mount=type=cache,target=/x a
RUN ["a", "b"]
RUN ["a"]
run b
RUN a \
  && b
RUN if a; then b; fi
RUN (a; b)
RUN X=1 b
RUN $(b)
RUN echo $(b)
RUN echo `b`
RUN ! b
RUN b > /dev/null
RUN a && (b || c)
RUN for x in 1 2; do b; done
RUN apt-get install
CMD a b
CMD ["a", "b"]
CMD a && b
ENTRYPOINT ["b"]
ENTRYPOINT b
ENV A=1
ENV A=1 B=2
ENV A 1
ENV A="1"
ENV A=$X
ARG NAME
ARG NAME=1
ARG NAME="x y"
LABEL a=b
LABEL a=b c="d e"
COPY a b
COPY a b c
COPY --from=build a b
COPY --chown=x:y a b
COPY ["a", "b"]
EXPOSE 80
EXPOSE 80 443
EXPOSE 80/tcp
USER root
USER root:root
WORKDIR /a
HEALTHCHECK NONE
HEALTHCHECK CMD b
HEALTHCHECK --interval=5m CMD b x
ONBUILD RUN b
VOLUME /a
VOLUME /a /b
VOLUME ["/a"]
SHELL ["/bin/bash", "-c"]
STOPSIGNAL 9
RUN <<EOF
b
EOF
MAINTAINER x y

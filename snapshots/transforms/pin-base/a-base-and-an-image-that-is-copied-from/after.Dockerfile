FROM node:20-slim@sha256:17514b20acef0e79691285e7a59f3ae561f7a1702a9adc72a515aef23f326729
COPY --from=ghcr.io/astral-sh/uv:0.8@sha256:8d0cb5d1cd8c1d0a1d4e7d2f6b8f5a3e9d1c7b4a6f2e8d0c5b3a1f9e7d6c4b2a /uv /bin/uv
CMD ["node"]

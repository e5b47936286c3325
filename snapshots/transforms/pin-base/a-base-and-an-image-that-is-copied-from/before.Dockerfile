FROM node:20-slim
COPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/uv
CMD ["node"]

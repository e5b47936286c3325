FROM acme/base:dev
CMD ["app"]

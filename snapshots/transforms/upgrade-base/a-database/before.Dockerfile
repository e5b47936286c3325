FROM postgres:12
COPY init.sql /docker-entrypoint-initdb.d/

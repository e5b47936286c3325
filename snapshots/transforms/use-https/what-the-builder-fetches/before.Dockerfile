FROM scratch
ADD http://www.python.org/ftp/python/3.12.4/Python-3.12.4.tgz /src/

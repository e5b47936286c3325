#!/bin/sh
cat /capabilities
for program in low-port plain; do
    "$program" -e 'use Socket; socket(S, PF_INET, SOCK_STREAM, 0); print bind(S, sockaddr_in(81, INADDR_LOOPBACK)) ? "bound\n" : "refused\n"'
done

#!/bin/sh
cat service.conf
id -un
stat -c '%U %a %n' start.sh service.conf
